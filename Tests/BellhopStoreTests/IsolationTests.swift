import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

/// Lists what may be done to a job of a tenant, so that each is tried against another tenant's job of the same id.
enum TenantOperation: CaseIterable, Sendable {
    case inspect, awaitEnd, payload, cancel, retry, list, summary, queues, enqueue, enqueueOnce, claimAndSettle, crash
    case buried, restore, delete, claims, setTenant, examine, mend
    case enqueueUnique, shed, limits, pause, kind, cron, plan, explain, usage, deleteJob, beatCharge

    func perform(on world: StoreWorld, _ tenant: TenantID, _ id: JobID) async throws {
        let key = JobKey(tenant: tenant, id: id)
        let inspector = Inspector(world.store)
        switch self {
        case .inspect: _ = try await world.store.inspect(key)
        case .awaitEnd: _ = try await world.store.awaitEnd(of: key, wait: .seconds(5))
        case .payload: _ = try await world.store.payload(of: key)
        case .cancel: _ = try? await world.store.cancel(key)
        case .retry: try? await world.store.retry(key)
        case .list: for state in JobState.allCases { _ = try await inspector.jobs(of: tenant, state: state) }
        case .summary: _ = try await inspector.summary(of: tenant)
        case .queues: _ = try await inspector.queues(of: tenant)
        case .enqueue: try await world.enqueue(tenant, [id, world.id()], fresh: false)
        case .buried:
            for burial in Burial.allCases { _ = try await inspector.buried(of: tenant, burial) }
        case .restore:
            for burial in Burial.allCases { _ = try await world.store.restore([id], of: tenant, from: burial) }
        case .delete:
            for burial in Burial.allCases { _ = try await world.store.delete([id], of: tenant, from: burial) }
        case .claims: _ = try await inspector.claims(of: tenant)
        case .examine: _ = try await world.store.examine(tenant, mends: false)
        case .mend: _ = try await world.store.examine(tenant, mends: true)
        case .enqueueOnce:
            var request = EnqueueRequest(
                tenant: tenant, lane: LaneName(queue: .default, job: "noop"), idsAreFresh: true,
                jobs: [world.record(world.id(), tenant)])
            request.idempotencyKey = "order 7"
            let first = try await world.store.enqueue(request)
            let second = try await world.store.enqueue(request)
            if first.earlier != nil || second.earlier == nil { Issue.record("the key was not the tenant's own") }
        case .crash:
            let worker = try await world.join(lease: .milliseconds(1))
            let jobs = try await worker.claim(3)
            for _ in 0..<100 where try await world.store.reap(longestLease: .seconds(60)).hasMore {}
            let second = try await world.join()
            _ = try await second.claim(1)
            for job in jobs {
                _ = try await world.store.start(suspect: JobKey(tenant: tenant, id: job.id), by: second.id)
            }
        case .claimAndSettle:
            let worker = try await world.join()
            // Only this tenant's work is runnable in this case, so what is claimed is its own.
            let jobs = try await worker.claim(3)
            if jobs.contains(where: { $0.claim.tenant != tenant }) { Issue.record("another tenant's job was claimed") }
            for settlement in [
                Settlement.succeeded(result: [49]), .retry(after: .seconds(9), error: "{}"), .dead(error: "{}"),
                .quarantined(error: "{}"), .snooze(.seconds(9)), .released, .cancelled,
            ] {
                try await worker.settle(jobs, settlement)
            }
        case .enqueueUnique:
            for conflict in [UniqueRequest.Conflict.reject, .replace, .keepLatest] {
                _ = try await world.unique("k", conflict: conflict, tenant: tenant)
            }
            let worker = try await world.join()
            try await worker.settle(try await worker.claim(5), .succeeded(result: nil))
        case .shed:
            try await world.set(tenant, TenantSettings(mostWaitingJobs: .to(3), overflow: .to(.shed)))
            _ = try await world.fill(tenant, 2)
        case .limits:
            let settings = TenantSettings(
                rate: .to(try RateLimit("1/h")), reservedSlots: .to(1),
                queues: [.default: QueueSettings(weight: .to(try TenantWeight(2)), concurrencyCap: .to(1))],
                jobs: ["noop": JobSettings(concurrencyCap: .to(1), rate: .to(try RateLimit("1/h")))])
            try await world.set(tenant, settings)
            let worker = try await world.join()
            for _ in 0..<2 { try await worker.settle(try await worker.claim(5), .released) }
            try await world.enqueue(tenant, key: "account", cost: 2)
            _ = try await worker.claim(5)
        case .pause:
            _ = try await world.store.setTenant(tenant, TenantChange(isPaused: true))
            _ = try await world.store.setTenant(tenant, TenantChange(isPaused: false))
        case .kind:
            _ = try await world.store.setTenant(tenant, TenantChange(kind: .to("free")))
            try await world.store.setKind("free", TenantSettings(concurrencyCap: .to(1)))
            let worker = try await world.join()
            _ = try await worker.claim(5)
        case .cron:
            let entry = try CronEntry("@every 1h", job: "noop", payload: #""\#(tenant)-cron""#)
            try await world.store.putCron("nightly", entry, of: tenant, replaces: true)
            try await world.store.setCron("nightly", of: tenant, isPaused: true)
            try await world.store.setCron("nightly", of: tenant, isPaused: false)
            let turns = try await world.store.takeCrons(limit: 9, lease: .seconds(9)).turns
            if turns.contains(where: { $0.tenant != tenant }) { Issue.record("another tenant's schedule was taken") }
            let results = turns.map {
                CronResult(turn: $0, last: $0.last, next: $0.last + 9000, jobs: [world.record(world.id(), tenant)])
            }
            _ = try await world.store.settleCrons(results)
            _ = try await world.store.crons(of: tenant)
            try await world.store.removeCron("nightly", of: tenant)
        case .plan:
            _ = try await world.store.setTenant(tenant, TenantChange(kind: .to("paid")))
            var entry = try CronEntry("@every 1h", job: "noop")
            entry.kind = "paid"
            try await world.store.putPlan("digest", entry, replaces: true)
            try await world.store.removePlan("digest")
        case .explain: _ = try await inspector.explain(key)
        case .usage: _ = try await inspector.usage(of: tenant)
        case .deleteJob: try? await world.store.delete(key)
        case .beatCharge:
            let worker = try await world.join()
            _ = try await world.store.beat(
                worker.id, lease: .seconds(60), info: "{}",
                charges: [TenantQueue(tenant: tenant, queue: .default): 5_000_000])
        case .setTenant:
            _ = try await world.store.setTenant(tenant, TenantChange(weight: TenantWeight(3), concurrencyCap: 5))
        }
    }
}

/// Computes the slot of a key as Redis Cluster does: CRC16 (XMODEM) of the hash tag, modulo 16 384.
private func clusterSlot(_ key: String) -> Int {
    var tag = key[...]
    if let open = key.firstIndex(of: "{"), let close = key[open...].firstIndex(of: "}"), key.index(after: open) < close
    {
        tag = key[key.index(after: open)..<close]
    }
    var crc: UInt16 = 0
    for byte in tag.utf8 {
        crc ^= UInt16(byte) << 8
        for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
    }
    return Int(crc % 16_384)
}

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct IsolationTests {
    @Test("the slot of a key is computed as the Cluster specification says")
    func slots() {
        #expect(clusterSlot("123456789") == 0x31C3)
        #expect(clusterSlot("{acme}:x") == 11304)
    }

    @Test(
        "AT-63: with the same ids in two tenants, no operation on one touches or shows the other",
        arguments: TenantOperation.allCases)
    func sameIDs(operation: TenantOperation) async throws {
        try await StoreWorld.with { world in
            let id = world.id()
            for tenant in [world.acme, world.globex] {
                _ = try await world.store.enqueue(
                    EnqueueRequest(
                        tenant: tenant, lane: LaneName(queue: .default, job: "noop"), idsAreFresh: true,
                        jobs: [world.record(id, tenant, payload: #""\#(tenant)-secret""#)]))
                try await world.enqueue(tenant, [world.id()], start: .after(.seconds(60)))
            }
            _ = try await world.store.setTenant(world.globex, TenantChange(state: .suspended))
            let before = try await world.dump(world.globex)
            #expect(!before.isEmpty)
            try await operation.perform(on: world, world.acme, id)
            #expect(try await world.dump(world.globex) == before)
            let own = try await world.store.inspect(JobKey(tenant: world.globex, id: id))
            #expect(own?.payload == Array(#""globex-secret""#.utf8))
            #expect(own?.state == .ready)
        }
    }

    @Test("every key that any operation touches lies in one Cluster slot, and no tenant's key is a prefix of another's")
    func oneSlot() async throws {
        try await StoreWorld.with { world in
            let neighbour = try TenantID("acme2")
            var seen: Set<String> = []
            _ = try await world.store.addTenant(neighbour)
            for tenant in [world.acme, neighbour] {
                let id = world.id()
                try await world.enqueue(tenant, [id], fresh: false)
                for operation in TenantOperation.allCases {
                    try await operation.perform(on: world, tenant, id)
                    seen.formUnion(try await world.keys())
                }
                _ = try await world.store.reap(longestLease: .seconds(60))
                _ = try await world.store.drained(queues: [.default])
                _ = try await world.store.trim(every: .zero, keepBuried: .seconds(9), mostBuried: 9)
            }
            let keys = seen
            #expect(keys.count >= 18)
            #expect(Set(keys.map(clusterSlot)).count == 1)
            let own = keys.filter { $0.contains("}:acme:") }
            let other = keys.filter { $0.contains("}:acme2:") }
            #expect(!own.isEmpty && !other.isEmpty)
            for key in own { #expect(!other.contains { $0.hasPrefix(key) || key.hasPrefix($0) }) }
        }
    }

    @Test(
        "the keys of every class are distinct, tagged by the shard, and end the tenant with a colon",
        arguments: TenantKeyClass.allCases)
    func keyClasses(keyClass: TenantKeyClass) throws {
        let shard = ShardKeyspace(namespace: .default, shard: .first)
        let acme = Keyspace(tenant: try TenantID("acme"), in: shard).key(keyClass, "x")
        #expect(acme == "bellhop:\(keyClass.rawValue):{0}:acme:x")
        for other in TenantKeyClass.allCases where other != keyClass {
            #expect(Keyspace(tenant: try TenantID("acme"), in: shard).key(other, "x") != acme)
        }
        for control in ControlKeyClass.allCases { #expect(!shard.key(control).contains("acme")) }
    }

    @Test("the control plane holds no payload, result or error")
    func controlPlane() async throws {
        try await StoreWorld.with { world in
            let id = world.id()
            _ = try await world.store.enqueue(
                EnqueueRequest(
                    tenant: world.acme, lane: LaneName(queue: .default, job: "noop"), idsAreFresh: true,
                    jobs: [world.record(id, world.acme, payload: #""sesame-payload""#)]))
            let worker = try await world.join()
            let jobs = try await worker.claim(1)
            for key in try await world.keys() where key.contains("}:~:") {
                let bytes = try await world.store.redis.send(RedisCommand("DUMP", key)).bytes()
                #expect(!String(decoding: bytes, as: UTF8.self).contains("sesame"), "\(key)")
            }
            try await worker.settle(jobs, .dead(error: #"{"message":"sesame-error"}"#))
            for key in try await world.keys() where key.contains("}:~:") {
                let bytes = try await world.store.redis.send(RedisCommand("DUMP", key)).bytes()
                #expect(!String(decoding: bytes, as: UTF8.self).contains("sesame"), "\(key)")
            }
        }
    }
}
