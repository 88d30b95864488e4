public import ArgumentParser

/// Groups what measures Bellhop and what puts it to the test.
public struct BenchCommand: AsyncParsableCommand {
    /// Describes the command.
    public static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure Bellhop, or put its fairness and its safety to the test.",
        discussion: """
            EXAMPLES
              bellhop bench
              bellhop bench run --only drain
              bellhop bench faults --duration 10m
              bellhop bench fairness --plots plots
            """,
        subcommands: [
            BenchRun.self, FaultsCommand.self, FaultWorker.self, FairnessCommand.self, FairnessWorker.self,
        ], defaultSubcommand: BenchRun.self)

    /// Makes the command.
    public init() {}
}
