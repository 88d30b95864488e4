import ArgumentParser
import BellhopCore

/// Lists buried jobs with their last error.
struct BurialList<Noun: BurialNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list",
            abstract: "List \(Noun.burial) jobs with their last error, the longest \(Noun.burial) first.",
            discussion: """
                \(Noun.reason) Each JSON object is the job, and `error` is its last message.

                EXAMPLES
                  bellhop \(Noun.noun) list --tenant acme --error timeout --newer-than 1h
                  bellhop \(Noun.noun) list --all-tenants --limit 10 --json
                """)
    }

    @OptionGroup(title: "Jobs") var filter: BurialFilter
    @Option(help: ArgumentHelp("At most this many.", valueName: "n"))
    var limit = 100
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws { if limit < 1 { throw ValidationError("--limit starts at 1") } }

    func run() async throws {
        try await BurialActions(burial: Noun.burial, filter: filter, global: global).list(limit: limit)
    }
}
