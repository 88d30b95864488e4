import ArgumentParser
import Bellhop
import BellhopCore

/// List dead jobs with their last error, the longest dead first.
struct DeadList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List dead jobs with their last error, the longest dead first.",
        discussion: """
            Each JSON object is the job, and `error` is its last message.

            EXAMPLES
              bellhop dead list --tenant acme --error timeout --newer-than 1h
              bellhop dead list --all-tenants --limit 10 --json
            """)

    @OptionGroup(title: "Jobs") var filter: BurialFilter
    @Option(help: ArgumentHelp("At most this many.", valueName: "n"))
    var limit = 100
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws { if limit < 1 { throw ValidationError("--limit starts at 1") } }

    func run() async throws {
        try await BurialActions(burial: .dead, filter: filter, global: global).list(limit: limit)
    }
}
