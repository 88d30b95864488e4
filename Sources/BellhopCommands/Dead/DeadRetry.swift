import ArgumentParser
import Bellhop
import BellhopCore

/// Put dead jobs back at the tails of their lanes, with all their attempts.
struct DeadRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Put dead jobs back at the tails of their lanes, with all their attempts.",
        discussion: """
            Payloads are moved as they are and never read.

            EXAMPLES
              bellhop dead retry --tenant acme --name send-invoice --error 'connection refused' --dry-run
              bellhop dead retry --all-tenants --newer-than 2h
            """)

    @OptionGroup(title: "Jobs") var filter: BurialFilter
    @Flag(help: "Count, and do nothing.")
    var dryRun = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await BurialActions(burial: .dead, filter: filter, global: global).restore(isDry: dryRun)
    }
}
