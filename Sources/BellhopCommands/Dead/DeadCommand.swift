import ArgumentParser

/// Holds the commands on dead jobs.
struct DeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "List dead jobs with their errors.",
        discussion: """
            EXAMPLE
              bellhop dead list --tenant acme
            """,
        subcommands: [DeadList.self])
}
