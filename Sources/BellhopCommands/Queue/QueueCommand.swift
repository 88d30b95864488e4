import ArgumentParser

/// Holds the commands on queues.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "List, pause, resume, cap and drain queues.",
        discussion: """
            EXAMPLES
              bellhop queue list --all-tenants
              bellhop queue pause mail --tenant acme
              bellhop queue drain mail --all-tenants
            """,
        subcommands: [QueueList.self, QueueSet.self, QueuePause.self, QueueResume.self, QueueDrain.self])
}
