import ArgumentParser
import BellhopCore

/// Deletes buried jobs for good.
struct BurialDelete<Noun: BurialNoun>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "delete", abstract: "Delete \(Noun.burial) jobs for good, with their payloads and errors.",
            discussion: """
                It asks first; without a terminal it refuses unless --yes is given.

                EXAMPLES
                  bellhop \(Noun.noun) delete --tenant acme --older-than 30d --dry-run
                  bellhop \(Noun.noun) delete --all-tenants --older-than 30d --yes
                """)
    }

    @OptionGroup(title: "Jobs") var filter: BurialFilter
    @Flag(help: "Count, and do nothing.")
    var dryRun = false
    @Flag(help: "Do not ask; needed where there is no terminal.")
    var yes = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await BurialActions(burial: Noun.burial, filter: filter, global: global).delete(isDry: dryRun, isSure: yes)
    }
}
