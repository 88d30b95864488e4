import ArgumentParser
import Bellhop
import BellhopCore

/// Delete quarantined jobs for good, with their payloads and errors.
struct QuarantineDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete quarantined jobs for good, with their payloads and errors.",
        discussion: """
            It asks first; without a terminal it refuses unless --yes is given.

            EXAMPLES
              bellhop quarantine delete --tenant acme --older-than 30d --dry-run
              bellhop quarantine delete --all-tenants --older-than 30d --yes
            """)

    @OptionGroup(title: "Jobs") var filter: BurialFilter
    @Flag(help: "Count, and do nothing.")
    var dryRun = false
    @Flag(help: "Do not ask; needed where there is no terminal.")
    var yes = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await BurialActions(burial: .quarantined, filter: filter, global: global).delete(isDry: dryRun, isSure: yes)
    }
}
