import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import Logging
import TestSupport

/// Holds a store in a namespace of its own, two tenants, and short ways to say what tests say often.
struct StoreWorld: Sendable {
    let store: JobStore
    let acme: TenantID
    let globex: TenantID
    let ids = JobIDGenerator()

    static func with(
        url: String = RedisServer.current.url, tenants: Bool = true, _ body: (StoreWorld) async throws -> Void
    ) async throws {
        let redis = RedisClient(
            configuration: try RedisConfiguration(url: url),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let world = StoreWorld(
            store: JobStore(redis: redis, namespace: freshNamespace()), acme: try TenantID("acme"),
            globex: try TenantID("globex"))
        do {
            if tenants {
                _ = try await world.store.addTenant(world.acme)
                _ = try await world.store.addTenant(world.globex)
            }
            try await body(world)
            await redis.close()
        } catch {
            await redis.close()
            throw error
        }
    }

    func id() -> JobID { ids.next(milliseconds: 1_800_000_000_000) }

    func record(_ id: JobID, _ tenant: TenantID, name: JobName = "noop", payload: String = "{}") -> JobRecord {
        JobRecord(
            header: JobHeader(id: id, tenant: tenant, queue: .default, name: name), payload: Array(payload.utf8)[...])
    }

    @discardableResult
    func enqueue(
        _ tenant: TenantID, _ ids: [JobID], name: JobName = "noop", start: StartTime = .now, fresh: Bool = true,
        mostWaiting: Int = 1000
    ) async throws -> [JobID] {
        try await store.enqueue(
            EnqueueRequest(
                tenant: tenant, lane: LaneName(queue: .default, job: name), start: start, idsAreFresh: fresh,
                mostWaiting: mostWaiting, jobs: ids.map { record($0, tenant, name: name) })
        ).known
    }

    /// Enqueues `count` jobs and gives their ids.
    func fill(_ tenant: TenantID, _ count: Int, name: JobName = "noop") async throws -> [JobID] {
        let ids = (0..<count).map { _ in id() }
        try await enqueue(tenant, ids, name: name)
        return ids
    }

    func join(lease: Duration = .seconds(60)) async throws -> TestWorker {
        let worker = WorkerID(host: "test", process: 1, random: .random(in: .min ... .max))
        _ = try await store.join(worker, lease: lease, info: "{}")
        return TestWorker(id: worker, store: store)
    }

    func state(_ tenant: TenantID, _ id: JobID) async throws -> JobState? {
        try await store.inspect(JobKey(tenant: tenant, id: id))?.state
    }

    /// Gives every key of the namespace that the tenant owns, with its value.
    func dump(_ tenant: TenantID) async throws -> [String: [UInt8]] {
        var values: [String: [UInt8]] = [:]
        for key in try await keys() where key.contains("}:\(tenant):") {
            let value = try await store.redis.send(RedisCommand("DUMP", key))
            if !value.isNull { values[key] = try value.bytes() }
        }
        return values
    }

    /// Lists every key of the namespace.
    func keys() async throws -> [String] {
        var keys: [String] = []
        var position = "0"
        repeat {
            let page = try await store.redis.send(
                RedisCommand("SCAN", position, "MATCH", "\(store.keys.namespace):*", "COUNT", "1000"))
            position = try page[0].string()
            for key in page[1].elements { keys.append(try key.string()) }
        } while position != "0"
        return keys
    }
}

/// Claims and settles as a worker does, one call after the other.
final class TestWorker {
    let id: WorkerID
    private let store: JobStore
    private(set) var calls = 0

    init(id: WorkerID, store: JobStore) {
        self.id = id
        self.store = store
    }

    func exchange(_ wanted: Int, settling settled: [SettledJob] = [], call: Int? = nil) async throws -> ExchangeReply {
        calls = call ?? calls + 1
        return try await store.exchange(ExchangeRequest(worker: id, call: calls, wanted: wanted, settled: settled))
    }

    func claim(_ wanted: Int) async throws -> [ClaimedJob] { try await exchange(wanted).jobs }

    @discardableResult
    func settle(_ jobs: [ClaimedJob], _ settlement: Settlement, microseconds: Int = 100, attempt: Int = 1) async throws
        -> [JobID]
    {
        let settled = jobs.map {
            SettledJob(
                claim: $0.claim, id: $0.id, attempt: attempt, runMicroseconds: microseconds, isPayloadApart: false,
                recordBytes: $0.record.count,
                settlement: settlement)
        }
        return try await exchange(0, settling: settled).refused
    }
}
