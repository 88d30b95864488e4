public import ArgumentParser

/// Groups what measures Bellhop and what puts it to the test.
public struct BenchCommand: AsyncParsableCommand {
    /// Describes the command.
    public static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure Bellhop, or put it to the test under faults.",
        discussion: """
            EXAMPLES
              bellhop bench
              bellhop bench run --only drain
              bellhop bench faults --duration 10m
            """,
        subcommands: [BenchRun.self, FaultsCommand.self, FaultWorker.self], defaultSubcommand: BenchRun.self)

    /// Makes the command.
    public init() {}
}
