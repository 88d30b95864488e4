import ArgumentParser

/// Holds the commands on queues.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "List queues.",
        discussion: """
            EXAMPLE
              bellhop queue list --all-tenants
            """,
        subcommands: [QueueList.self])
}
