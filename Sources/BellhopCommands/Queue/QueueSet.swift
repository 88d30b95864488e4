import ArgumentParser
import Bellhop
import BellhopCore

/// Caps a queue over all tenants.
struct QueueSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Bound the jobs of a queue that run at any time, over all tenants.",
        discussion: """
            EXAMPLES
              bellhop queue set mail --cap 20
              bellhop queue set mail --cap none
            """)

    @Argument(help: "The queue.") var queue: String
    @Option(help: ArgumentHelp("The most jobs that run at any time.", valueName: "n|none"))
    var cap: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let queue = try QueueName(queue)
        let number = Int(cap)
        guard number != nil || cap == "none" else {
            throw BellhopError(.invalidValue, "--cap '\(cap.oneLine(limit: 40))' is no whole number, nor none")
        }
        try await global.withClient { try await $0.queues.setConcurrencyCap(number, of: queue) }
        try global.output.object(
            ["id": .string(queue.rawValue), "cap": JSON(number)], "queue '\(queue)' has cap \(cap)")
    }
}
