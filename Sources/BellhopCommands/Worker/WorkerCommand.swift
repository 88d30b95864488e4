import ArgumentParser

/// Holds the commands on workers.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "List workers.",
        discussion: """
            EXAMPLE
              bellhop worker list
            """,
        subcommands: [WorkerList.self])
}
