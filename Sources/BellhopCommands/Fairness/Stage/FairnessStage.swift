import Bellhop
import BellhopCore
import BellhopTesting
import BellhopWorker
import Logging

/// Holds what a scenario plays on: a private Redis server of its own, and a client.
struct FairnessStage: Sendable {
    /// Is the server.
    let server: RedisServer
    /// Talks to it.
    let client: BellhopClient

    /// Runs `body` on a stage of its own.
    static func open<Success>(_ body: (FairnessStage) async throws -> Success) async throws -> Success {
        try await RedisServer.withServer { server in
            let client = try BellhopClient(BellhopConfiguration(redis: server.url), logger: .silent)
            do {
                let success = try await body(FairnessStage(server: server, client: client))
                await client.close()
                return success
            } catch {
                await client.close()
                throw error
            }
        }
    }

    /// Adds a tenant.
    func tenant(_ name: String, _ settings: TenantSettings = .init()) async throws -> TenantID {
        let tenant = try TenantID(name)
        try await client.tenants.add(tenant, settings: settings)
        return tenant
    }

    /// Adds many tenants, named by their number.
    func tenants(_ count: Int, _ prefix: String = "t", _ settings: TenantSettings = .init()) async throws -> [TenantID]
    {
        let tenants = try (0..<count).map { try TenantID("\(prefix)\($0)") }
        try await sideBySide(tenants) { try await client.tenants.add($0, settings: settings) }
        return tenants
    }

    /// Enqueues jobs that take this long.
    func fill(_ tenant: TenantID, _ count: Int, _ length: Duration, name: JobName = SleepJob.name) async throws {
        try await client.enqueue(
            name: name, payloads: Array(repeating: SleepJob.payload(length), count: count), for: tenant)
    }

    /// Does the same for many, some of them at a time.
    func sideBySide<Element: Sendable>(
        _ elements: [Element], _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        let lanes = 32
        try await withThrowingTaskGroup { group in
            for lane in 0..<min(lanes, elements.count) {
                group.addTask {
                    for index in stride(from: lane, to: elements.count, by: lanes) { try await body(elements[index]) }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Lets a worker in this process run the jobs while `body` does something, and stops it then.
    func working<Success: Sendable>(
        slots: Int, names: [JobName] = [SleepJob.name], log: RunLog, _ body: () async throws -> Success
    ) async throws -> Success {
        try await working(slots: slots, registry: try SleepJob.registry(names, log: log), body)
    }

    /// Lets a worker with these handlers run the jobs while `body` does something, and stops it then.
    func working<Success: Sendable>(
        slots: Int, registry: JobRegistry, _ body: () async throws -> Success
    ) async throws -> Success {
        var options = WorkerOptions()
        options.concurrency = slots
        let worker = try Worker(client, registry: registry, options: options, logger: .silent)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            let success = try await body()
            group.cancelAll()
            try await group.waitForAll()
            return success
        }
    }

    /// Waits until a condition holds.
    ///
    /// - Throws: ``BellhopError/Code/timedOut`` when it does not within `limit`.
    func until(
        _ what: String, within limit: Duration = .seconds(180), every pause: Duration = .milliseconds(5),
        _ condition: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while try await !condition() {
            guard ContinuousClock.now < end else { throw BellhopError(.timedOut, "\(what): not within \(limit)") }
            try await Task.sleep(for: pause)
        }
    }
}
