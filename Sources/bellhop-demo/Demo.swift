import Bellhop
import BellhopTesting
import BellhopWorker
import FoundationEssentials
import Logging
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Shows Bellhop at work on this machine.
///
/// 1. starts a Redis of its own, which nobody else can reach;
/// 2. adds three tenants of unlike size and weight;
/// 3. enqueues a few thousand jobs over files of the machine;
/// 4. runs a worker until all of them have ended;
/// 5. prints how each tenant fared, and where the results lie;
/// 6. ends the worker and the Redis.
@main
struct Demo {
    static func main() async {
        var logger = Logger(label: "bellhop-demo")
        logger.logLevel = .warning
        do {
            let files = try MachineFiles()
            let guests = try Guest.all(over: files)
            try await RedisServer.withServer { server in
                let client = try BellhopClient(BellhopConfiguration(redis: server.url), logger: logger)
                do {
                    try await Demo(client: client, guests: guests, logger: logger).run(files)
                } catch {
                    await client.close()
                    throw error
                }
                await client.close()
            }
            print("\nthe worker has drained, and the private Redis is gone.")
        } catch {
            // The private Redis is gone by now, in this case too.
            logger.error("the demo ended early", metadata: ["reason": "\(error)"])
            exit(EXIT_FAILURE)
        }
    }

    /// Says that somebody stopped the demo before its jobs had ended.
    private struct Interrupted: Error, CustomStringConvertible {
        var description: String { "it was interrupted" }
    }

    let client: BellhopClient
    let guests: [Guest]
    let logger: Logger

    private func run(_ files: MachineFiles) async throws {
        print("work: \(files.licences.count) licence texts and \(files.manuals.count) manual sources of this machine")
        let references = try await enqueue()
        let waits = WaitTimes()
        let observation = try await work(waits)
        TenantTable(guests: guests, observation: observation, waits: waits).show()
        try await Results(client: client, references: references).show(for: guests)
    }

    /// Adds the tenants and enqueues their jobs; gives a reference to one text job of each.
    private func enqueue() async throws -> [TenantID: JobRef] {
        var references: [TenantID: JobRef] = [:]
        let started = ContinuousClock.now
        for guest in guests {
            try await client.tenants.add(guest.id, weight: guest.weight)
            let texts = try await client.enqueue(contentsOf: guest.texts, for: guest.id)
            let digests = try await client.enqueue(contentsOf: guest.digests, for: guest.id)
            if let failure = texts.failure ?? digests.failure { throw failure }
            references[guest.id] = texts.accepted.last
        }
        let jobs = guests.reduce(0) { $0 + $1.jobs }
        let seconds = (ContinuousClock.now - started).inSeconds(digits: 2)
        print("enqueued \(jobs) jobs for \(guests.count) tenants in \(seconds) s")
        return references
    }

    /// Runs a worker until all jobs have ended, or until somebody interrupts the demo.
    private func work(_ waits: WaitTimes) async throws -> Observation {
        var registry = JobRegistry()
        try registry.register(WordFrequencies.self)
        try registry.register(Digest.self)
        var options = WorkerOptions()
        // The jobs compute and hardly wait, so that more of them at a time than cores would gain nothing.
        options.concurrency = ProcessInfo.processInfo.activeProcessorCount
        let worker = try Worker(client, registry: registry, hooks: [waits], options: options, logger: logger)
        let services = ServiceGroup(
            services: [worker], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
        print("running a worker with \(options.concurrency) slots\n")
        return try await withThrowingTaskGroup(of: Observation?.self) { group in
            group.addTask {
                try await services.run()
                return nil
            }
            group.addTask { [client, guests] in
                var observation = Observation()
                try await observation.run(guests, client: client)
                return observation
            }
            // A worker that ends first was interrupted; its shutdown is graceful either way.
            guard let observation = try await group.next() ?? nil else { throw Interrupted() }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return observation
        }
    }
}
