import ArgumentParser
import Bellhop
import BellhopCore
import BellhopWorker
import FoundationEssentials
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs one worker of a scenario as a process of its own, until it is told to stop or killed.
struct FairnessWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fairness-worker", shouldDisplay: false)

    /// Gives the command line of a worker, but for its journal.
    static func command(url: String, concurrency: Int) throws -> [String] {
        [try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")]
            + CommandLineWords.beforeSubcommand + [
                "fairness-worker", "--url", url, "--lease-milliseconds", "1500", "--concurrency", "\(concurrency)",
            ]
    }

    @Option var url: String
    @Option var journal: String
    @Option var leaseMilliseconds: Int
    @Option var concurrency: Int

    func run() async throws {
        let journal = try RunJournal(path: journal)
        var logger = Logger(label: "fairness-worker") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        var options = WorkerOptions()
        options.concurrency = concurrency
        options.lease = .milliseconds(leaseMilliseconds)
        options.beat = .milliseconds(leaseMilliseconds / 3)
        // Jobs are killed in great numbers here, and none of them for what it did.
        options.mostCrashes = 100
        let client = try BellhopClient(BellhopConfiguration(redis: url), logger: logger)
        var registry = JobRegistry()
        try registry.register(SleepJob.name, retry: .never) { context, payload in
            try journal.note(.started, context)
            try? await SleepJob.sleep(payload)
            try journal.note(.ended, context)
            return nil
        }
        let worker = try Worker(client, registry: registry, options: options, logger: logger)
        try journal.noteReady()
        try await ServiceGroup(services: [worker], gracefulShutdownSignals: [.sigterm], logger: logger).run()
        await client.close()
    }
}
