package import Bellhop
import BellhopTesting
package import BellhopWorker
package import Logging

/// Makes a namespace of its own for a test, so that tests share a server and nothing else.
package func freshNamespace() -> Namespace {
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    do { return try Namespace("t\(random)") } catch { preconditionFailure(error.message) }
}

/// Makes a client of the suite's server in a namespace of its own, and closes it when `body` ends.
package func withClient<Success>(
    namespace: Namespace = freshNamespace(), url: String = RedisServer.current.url,
    _ body: (BellhopClient) async throws -> Success
) async throws -> Success {
    let client = try BellhopClient(
        BellhopConfiguration(redis: url, namespace: namespace),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    do {
        let success = try await body(client)
        await client.close()
        return success
    } catch {
        await client.close()
        throw error
    }
}

/// Runs a worker beside `body`, and stops it when `body` ends.
package func withWorker<Success: Sendable>(
    _ client: BellhopClient, registry: JobRegistry, hooks: [any ActivationHook] = [],
    options: WorkerOptions = .quick, _ body: () async throws -> Success
) async throws -> Success {
    let worker = try Worker(
        client, registry: registry, hooks: hooks, options: options,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await worker.run() }
        defer { group.cancelAll() }
        return try await body()
    }
}

extension WorkerOptions {
    /// Works with a lease that outlasts a machine busy with all tests at once, and drains at once.
    package static var quick: WorkerOptions {
        var options = WorkerOptions()
        options.concurrency = 8
        options.lease = .seconds(60)
        options.beat = .seconds(2)
        options.drainDeadline = .milliseconds(500)
        return options
    }
}

/// Takes the log of what a test runs, and keeps none of it.
package let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
