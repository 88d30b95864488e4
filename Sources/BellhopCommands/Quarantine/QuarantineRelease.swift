import ArgumentParser
import Bellhop
import BellhopCore

/// Put quarantined jobs back at the tails of their lanes, as new.
struct QuarantineRelease: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Put quarantined jobs back at the tails of their lanes, as new.",
        discussion: """
            A job whose envelope is damaged or of another tenant stays: it can only be deleted.

            EXAMPLE
              bellhop quarantine release --tenant acme --name import
            """)

    @OptionGroup(title: "Jobs") var filter: BurialFilter
    @Flag(help: "Count, and do nothing.")
    var dryRun = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await BurialActions(burial: .quarantined, filter: filter, global: global).restore(isDry: dryRun)
    }
}
