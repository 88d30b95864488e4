import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Waits until a queue is empty.
struct QueueDrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "Wait until no job of a queue is ready or runs.",
        discussion: """
            It looks once a second and shows how far it is. Jobs that are due later do not count. It exits 75 when the time is \
            up.

            EXAMPLES
              bellhop queue drain mail --all-tenants --timeout 10m
              bellhop queue drain mail --tenant acme --json
            """)

    @Argument(help: "The queue.") var queue: String
    @OptionGroup(title: "Tenants") var selector: TenantSelector
    @Option(help: ArgumentHelp("How long to wait.", valueName: "span"))
    var timeout = "1h"
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let queue = try QueueName(queue)
        let end = ContinuousClock.now + (try DurationText.parse(timeout))
        try await global.withClient { client in
            let inspector = Inspector(client.store)
            var first: Int?
            var progress = ProgressBar("drain", of: 1)
            var shown = 0
            while true {
                var left = 0
                for tenant in try await selector.tenants(client) {
                    left += try await inspector.depth(of: tenant, in: queue)
                }
                if first == nil {
                    first = left
                    progress = ProgressBar("drain", of: max(2, left))
                }
                let done = max(0, (first ?? 0) - left)
                progress.advance(by: max(0, done - shown))
                shown = max(shown, done)
                if left == 0 { break }
                if ContinuousClock.now >= end {
                    progress.end()
                    throw BellhopError(
                        .timedOut,
                        "queue '\(queue)' still has \(left) jobs that wait or run: try again, or see `bellhop queue list`"
                    )
                }
                try await Task.sleep(for: .seconds(1))
            }
            progress.end()
        }
        try global.output.object(["id": .string(queue.rawValue), "drained": true], "queue '\(queue)' is empty")
    }
}
