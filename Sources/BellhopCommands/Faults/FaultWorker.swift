import ArgumentParser
import Bellhop
import BellhopCore
import BellhopWorker
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs one worker of the harness, until it is told to stop or killed.
struct FaultWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fault-worker", shouldDisplay: false)

    @Option var url: String
    @Option var journal: String
    @Option var leaseMilliseconds: Int
    @Option var concurrency: Int

    func run() async throws {
        let journal = try RunJournal(path: journal)
        var logger = Logger(label: "fault-worker") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        var options = WorkerOptions()
        options.concurrency = concurrency
        options.lease = .milliseconds(leaseMilliseconds)
        options.beat = .milliseconds(leaseMilliseconds / 3)
        options.poll = .seconds(2)
        options.drainDeadline = .seconds(5)
        let client = try BellhopClient(
            BellhopConfiguration(redis: url, commandTimeout: .seconds(2)), logger: logger)
        let worker = try Worker(client, registry: try FaultJobs.registry(journal), options: options, logger: logger)
        try await ServiceGroup(services: [worker], gracefulShutdownSignals: [.sigterm], logger: logger).run()
        await client.close()
    }
}
