import ArgumentParser

/// Holds the commands on workers.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "List workers, look at one, and let them be quiet or stop.",
        discussion: """
            EXAMPLES
              bellhop worker list
              bellhop worker stop --all
            """,
        subcommands: [WorkerList.self, WorkerShow.self, WorkerQuiet.self, WorkerStop.self])
}
