import ArgumentParser

/// Holds the commands on dead jobs.
struct DeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "Look at dead jobs, put them back or delete them.",
        discussion: """
            EXAMPLES
              bellhop dead list --tenant acme
              bellhop dead retry --tenant acme --error timeout
            """,
        subcommands: [DeadList.self, DeadRetry.self, DeadDelete.self])
}
