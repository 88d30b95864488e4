import ArgumentParser
import BellhopCore

/// Puts buried jobs back at the tails of their lanes.
struct BurialRestore<Noun: BurialNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Noun.restoring,
            abstract: "Put \(Noun.burial) jobs back at the tails of their lanes, as new.",
            discussion: """
                Payloads are moved as they are and never read. \(Noun.caution)

                EXAMPLES
                  bellhop \(Noun.noun) \(Noun.restoring) --tenant acme --name import --error 'refused' --dry-run
                  bellhop \(Noun.noun) \(Noun.restoring) --all-tenants --newer-than 2h
                """)
    }

    @OptionGroup(title: "Jobs") var filter: BurialFilter
    @Flag(help: "Count, and do nothing.")
    var dryRun = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await BurialActions(burial: Noun.burial, filter: filter, global: global)
            .restore(isDry: dryRun, title: Noun.restoring)
    }
}
