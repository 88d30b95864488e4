import ArgumentParser
import Bellhop
import BellhopCore

/// List quarantined jobs with the reason, the longest quarantined first.
struct QuarantineList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List quarantined jobs with the reason, the longest quarantined first.",
        discussion: """
            A job is quarantined when it cannot be run as it stands: its bytes are damaged, nobody knows its name, or
            three workers died with it.

            EXAMPLE
              bellhop quarantine list --all-tenants --json
            """)

    @OptionGroup(title: "Jobs") var filter: BurialFilter
    @Option(help: ArgumentHelp("At most this many.", valueName: "n"))
    var limit = 100
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws { if limit < 1 { throw ValidationError("--limit starts at 1") } }

    func run() async throws {
        try await BurialActions(burial: .quarantined, filter: filter, global: global).list(limit: limit)
    }
}
