import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct LimitTests {
    @Test("a cap on a job name parks its lane alone, and frees on settle, release and the death of the worker")
    func jobCap() async throws {
        try await StoreWorld.with { world in
            try await world.set(world.acme, TenantSettings(jobs: ["slow": JobSettings(concurrencyCap: .to(2))]))
            _ = try await world.fill(world.acme, 6, name: "slow")
            _ = try await world.fill(world.acme, 3, name: "quick")
            let worker = try await world.join()
            let first = try await worker.claim(20)
            #expect(first.count { $0.claim.name == "slow" } == 2)
            #expect(first.count { $0.claim.name == "quick" } == 3)
            #expect(try await worker.claim(20).isEmpty)
            let slow = first.filter { $0.claim.name == "slow" }
            try await worker.settle([slow[0]], .succeeded(result: nil))
            let second = try await worker.claim(20)
            #expect(second.count == 1)
            try await worker.settle([slow[1]], .released)
            #expect(try await worker.claim(20).map(\.id) == [slow[1].id])
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 3)
            // A cap is held by claims, so a worker that dies frees it.
            let dying = try await world.join(lease: .milliseconds(1))
            try await worker.settle(second, .succeeded(result: nil))
            let held = try await dying.claim(20)
            #expect(held.count == 1)
            try await world.reapAll()
            #expect(try await worker.claim(20).count == 1)
            #expect(try await world.store.examine(world.acme, mends: false) == [:])
        }
    }

    @Test("a limit key lets one job run at a time, or as many as the name's key cap says, and holds up no other key")
    func keyCap() async throws {
        try await StoreWorld.with { world in
            let worker = try await world.join()
            for key in ["a", "b"] {
                for _ in 0..<3 { try await world.enqueue(world.acme, key: key) }
            }
            let first = try await worker.claim(20)
            #expect(Set(first.map(\.claim.lane)).count == 2)
            #expect(first.count == 2)
            try await worker.settle([first[0]], .succeeded(result: nil))
            let second = try await worker.claim(20)
            #expect(second.count == 1)
            #expect(second[0].claim.lane == first[0].claim.lane)
            try await world.set(world.acme, TenantSettings(jobs: ["noop": JobSettings(keyCap: .to(2))]))
            #expect(try await worker.claim(20).count == 2)
            try await world.set(world.acme, TenantSettings(jobs: ["noop": JobSettings(keyCap: Bound.none)]))
            #expect(try await worker.claim(20).count == 1)
            #expect(try await world.store.examine(world.acme, mends: false) == [:])
        }
    }

    @Test("a tenant's cap in one queue leaves its other queues alone, and a queue's cap over all tenants is shared")
    func queueCaps() async throws {
        try await StoreWorld.with { world in
            try await world.set(world.acme, TenantSettings(queues: ["mail": QueueSettings(concurrencyCap: .to(1))]))
            for _ in 0..<3 {
                try await world.enqueue(world.acme, queue: "mail")
                try await world.enqueue(world.globex, queue: "mail")
            }
            _ = try await world.fill(world.acme, 2)
            let worker = try await world.join()
            let first = try await worker.claim(20)
            #expect(first.count { $0.claim.tenant == world.acme && $0.claim.queue == "mail" } == 1)
            #expect(first.count { $0.claim.tenant == world.globex } == 3)
            #expect(first.count == 6)
            // The claims that are held count against a cap that comes later.
            try await world.store.change(.cap("mail", 4))
            _ = try await world.set(
                world.acme, TenantSettings(queues: ["mail": QueueSettings(concurrencyCap: .inherited)]))
            #expect(try await worker.claim(20).isEmpty)
            try await worker.settle(
                Array(first.filter { $0.claim.tenant == world.globex }.prefix(1)), .succeeded(result: nil))
            #expect(try await worker.claim(20).count == 1)
            try await world.store.change(.cap("mail", nil))
            #expect(try await worker.claim(20).count == 1)
        }
    }

    @Test("a rate lets the burst go at once, tells the refill instant, and delays no other tenant")
    func rate() async throws {
        try await StoreWorld.with { world in
            try await world.set(world.acme, TenantSettings(rate: .to(RateLimit(10, per: .seconds(1), burst: 3))))
            _ = try await world.fill(world.acme, 8)
            _ = try await world.fill(world.globex, 2)
            let worker = try await world.join()
            let reply = try await worker.exchange(20)
            #expect(reply.jobs.count { $0.claim.tenant == world.acme } == 3)
            #expect(reply.jobs.count { $0.claim.tenant == world.globex } == 2)
            let due = try #require(reply.nextDue)
            #expect((1...101).contains(due - reply.now))
            // The refill instant brings one more, and no sooner: server time decides, and what is late catches up.
            let later = try await world.poll(until: due) { try await worker.exchange(20) }
            let allowed = { (late: Int64) in min(3, 1 + Int(max(0, late) / 100)) }
            let late = later.now - due
            #expect((allowed(late - 1)...allowed(late + 1)).contains(later.jobs.count))
            try await world.set(world.acme, TenantSettings(rate: .inherited))
            #expect(try await worker.claim(20).count == 5 - later.jobs.count)
        }
    }

    @Test("a rate by job name parks that name alone, and a job's cost counts against it")
    func jobRate() async throws {
        try await StoreWorld.with { world in
            let rate = try RateLimit(1, per: .seconds(60), burst: 10)
            try await world.set(world.acme, TenantSettings(jobs: ["noop": JobSettings(rate: .to(rate))]))
            for _ in 0..<4 { try await world.enqueue(world.acme, cost: 4) }
            _ = try await world.fill(world.acme, 2, name: "other")
            let worker = try await world.join()
            let first = try await worker.claim(20)
            #expect(first.count { $0.claim.name == "noop" } == 2)
            #expect(first.count { $0.claim.name == "other" } == 2)
            #expect(try await worker.claim(20).isEmpty)
            // What costs more than the burst counts as the burst, and so runs at last.
            try await world.set(world.globex, TenantSettings(rate: .to(rate)))
            try await world.enqueue(world.globex, cost: 1000)
            #expect(try await worker.claim(20).count == 1)
        }
    }

    @Test("a pause of a tenant, of its queue, of a job name and of a queue of all stops what it names and nothing else")
    func pauses() async throws {
        try await StoreWorld.with { world in
            let worker = try await world.join()
            func enqueueAll() async throws {
                for tenant in [world.acme, world.globex] {
                    try await world.enqueue(tenant, queue: "mail")
                    _ = try await world.fill(tenant, 1)
                    _ = try await world.fill(tenant, 1, name: "other")
                }
            }
            func claimed() async throws -> [String] {
                let jobs = try await worker.claim(20)
                try await worker.settle(jobs, .succeeded(result: nil))
                return jobs.map { "\($0.claim.tenant) \($0.claim.lane)" }.sorted()
            }
            let all = ["acme default:noop", "acme default:other", "acme mail:noop"]
            let both = (all + all.map { $0.replacing("acme", with: "globex") }).sorted()
            try await enqueueAll()
            _ = try await world.store.setTenant(world.acme, TenantChange(isPaused: true))
            #expect(try await claimed() == both.filter { $0.hasPrefix("globex") })
            _ = try await world.store.setTenant(world.acme, TenantChange(isPaused: false))
            #expect(try await claimed() == all)
            try await enqueueAll()
            try await world.set(world.acme, TenantSettings(queues: ["mail": QueueSettings(isPaused: true)]))
            #expect(try await claimed() == both.filter { $0 != "acme mail:noop" })
            try await world.set(world.acme, TenantSettings(queues: ["mail": QueueSettings(isPaused: false)]))
            #expect(try await claimed() == ["acme mail:noop"])
            try await enqueueAll()
            try await world.set(world.acme, TenantSettings(jobs: ["other": JobSettings(isPaused: true)]))
            #expect(try await claimed() == both.filter { $0 != "acme default:other" })
            try await world.set(world.acme, TenantSettings(jobs: ["other": JobSettings(isPaused: false)]))
            #expect(try await claimed() == ["acme default:other"])
            try await enqueueAll()
            try await world.store.change(.pause("mail"))
            #expect(try await claimed() == both.filter { !$0.hasSuffix("mail:noop") })
            #expect(try await world.store.drained(queues: []).isDrained)
            try await world.store.change(.resume("mail"))
            #expect(try await claimed() == both.filter { $0.hasSuffix("mail:noop") })
            try await enqueueAll()
            try await world.store.change(.pauseJobs("other"))
            #expect(try await claimed() == both.filter { !$0.hasSuffix(":other") })
            try await world.store.change(.resumeJobs("other"))
            var resumed: [String] = []
            for _ in 0..<10 where resumed.count < 2 { resumed += try await claimed() }
            #expect(resumed.sorted() == both.filter { $0.hasSuffix(":other") })
        }
    }

    @Test("slots reserved for a tenant are its own while it has work, and lent while it has none")
    func reserve() async throws {
        try await StoreWorld.with { world in
            try await world.set(world.globex, TenantSettings(reservedSlots: .to(2)))
            _ = try await world.fill(world.acme, 40)
            let worker = try await world.join()
            let lent = try await worker.claim(4)
            #expect(lent.allSatisfy { $0.claim.tenant == world.acme })
            // Far ahead of its share, it is picked first all the same, up to its reserve and no further.
            _ = try await world.fill(world.globex, 10)
            var held = try await worker.claim(1)
            try await worker.settle(held, .succeeded(result: nil), microseconds: 50_000_000)
            held = try await worker.claim(2)
            #expect(held.count { $0.claim.tenant == world.globex } == 2)
            #expect(try await worker.claim(2).allSatisfy { $0.claim.tenant == world.acme })
            try await worker.settle([held[0]], .succeeded(result: nil), microseconds: 50_000_000)
            #expect(try await worker.claim(1).map(\.claim.tenant) == [world.globex])
        }
    }

    @Test("slots that a kind reserves are reserved for each of its tenants, and given up with the kind's word")
    func kindReserve() async throws {
        try await StoreWorld.with { world in
            _ = try await world.store.setTenant(world.globex, TenantChange(kind: .to("paid")))
            _ = try await world.fill(world.acme, 40)
            _ = try await world.fill(world.globex, 40)
            let worker = try await world.join()
            try await world.store.setKind("paid", TenantSettings(reservedSlots: .to(6)))
            let held = try await worker.claim(8)
            #expect(held.count { $0.claim.tenant == world.globex } == 6)
            try await worker.settle(held, .released)
            try await world.store.setKind("paid", TenantSettings(reservedSlots: .inherited))
            #expect(try await worker.claim(8).count { $0.claim.tenant == world.globex } == 4)
        }
    }

    @Test("what a kind says holds for its standing backlogs, a tenant's own setting goes before it, and none lifts it")
    func kinds() async throws {
        try await StoreWorld.with { world in
            let free: TenantKind = "free"
            for tenant in [world.acme, world.globex] {
                _ = try await world.store.setTenant(tenant, TenantChange(kind: .to(free)))
                _ = try await world.fill(tenant, 10)
            }
            try await world.store.setKind(free, TenantSettings(concurrencyCap: .to(1)))
            try await world.set(world.globex, TenantSettings(concurrencyCap: .to(3)))
            let worker = try await world.join()
            let first = try await worker.claim(20)
            #expect(first.count { $0.claim.tenant == world.acme } == 1)
            #expect(first.count { $0.claim.tenant == world.globex } == 3)
            try await world.store.setKind(free, TenantSettings(concurrencyCap: .to(2)))
            var more: [ClaimedJob] = []
            for _ in 0..<5 { more += try await worker.claim(20) }
            #expect(more.map(\.claim.tenant) == [world.acme])
            try await world.set(world.acme, TenantSettings(concurrencyCap: Bound.none))
            #expect(try await worker.claim(20).count == 8)
            #expect(try await world.store.tenant(world.acme)?.settings.concurrencyCap == Bound.none)
            #expect(try await world.store.tenants(after: nil, count: 9, kind: free) == [world.acme, world.globex])
        }
    }

    @Test("a kind's limits of lanes hold too, and leaving the kind ends them")
    func kindLanes() async throws {
        try await StoreWorld.with { world in
            _ = try await world.store.setTenant(world.acme, TenantChange(kind: .to("free")))
            try await world.store.setKind("free", TenantSettings(jobs: ["noop": JobSettings(concurrencyCap: .to(1))]))
            _ = try await world.fill(world.acme, 5)
            let worker = try await world.join()
            var claimed = 0
            for _ in 0..<5 { claimed += try await worker.claim(20).count }
            #expect(claimed == 1)
            _ = try await world.store.setTenant(world.acme, TenantChange(kind: .inherited))
            #expect(try await worker.claim(20).count == 4)
            #expect(try await world.store.examine(world.acme, mends: false) == [:])
        }
    }

    @Test("a weight for one queue shares that queue alone")
    func queueWeight() async throws {
        try await StoreWorld.with { world in
            try await world.set(
                world.acme, TenantSettings(queues: ["mail": QueueSettings(weight: .to(TenantWeight(3)))]))
            for _ in 0..<60 {
                for tenant in [world.acme, world.globex] { try await world.enqueue(tenant, queue: "mail") }
            }
            let worker = try await world.join()
            var own = 0
            for _ in 0..<40 {
                let jobs = try await worker.claim(1)
                if jobs[0].claim.tenant == world.acme { own += 1 }
                try await worker.settle(jobs, .succeeded(result: nil), microseconds: 10_000)
            }
            #expect((28...32).contains(own))
        }
    }

    @Test("a fixed cost is charged whatever the runs take")
    func fixedCost() async throws {
        try await StoreWorld.with { world in
            try await world.set(world.acme, TenantSettings(jobs: ["noop": JobSettings(cost: .to(.milliseconds(10)))]))
            try await world.set(world.globex, TenantSettings(jobs: ["noop": JobSettings(cost: .to(.milliseconds(10)))]))
            _ = try await world.fill(world.acme, 100)
            _ = try await world.fill(world.globex, 100)
            let worker = try await world.join()
            var own = 0
            for _ in 0..<40 {
                let jobs = try await worker.claim(1)
                if jobs[0].claim.tenant == world.acme { own += 1 }
                let isAcme = jobs[0].claim.tenant == world.acme
                try await worker.settle(jobs, .succeeded(result: nil), microseconds: isAcme ? 1 : 900_000)
            }
            #expect((19...21).contains(own))
        }
    }

    @Test("settings that make no sense are refused with the reason, and what stood stays")
    func refused() async throws {
        try await StoreWorld.with { world in
            try await world.set(world.acme, TenantSettings(concurrencyCap: .to(5), reservedSlots: .to(2)))
            for settings in [
                TenantSettings(concurrencyCap: .to(0)), TenantSettings(concurrencyCap: .to(1)),
                TenantSettings(reservedSlots: .to(6)), TenantSettings(reservedSlots: .to(0)),
                TenantSettings(mostWaitingJobs: .to(-1)),
                TenantSettings(jobs: ["noop": JobSettings(concurrencyCap: .to(0))]),
                TenantSettings(jobs: ["noop": JobSettings(cost: .to(.zero))]),
            ] {
                let error = await #expect(throws: BellhopError.self) { try await world.set(world.acme, settings) }
                #expect(error?.code == .invalidValue)
            }
            let record = try #require(await world.store.tenant(world.acme))
            #expect(record.settings == TenantSettings(concurrencyCap: .to(5), reservedSlots: .to(2)))
            #expect(throws: BellhopError.self) { try RateLimit(0, per: .seconds(1)) }
            #expect(throws: BellhopError.self) { try RateLimit("0/s") }
            #expect(throws: BellhopError.self) { try RateLimit("5") }
            #expect(throws: BellhopError.self) { try RateLimit("5/s:0") }
            #expect(try RateLimit("100/s:10").description == "100/s:10")
            #expect(try RateLimit("5/15m") == RateLimit(5, per: .seconds(900)))
            let error = await #expect(throws: BellhopError.self) { try await world.store.change(.cap("mail", 0)) }
            #expect(error?.code == .invalidValue)
        }
    }

    @Test("a beat charges long runs at once, and their settlement no second time")
    func beatCharges() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 20)
            _ = try await world.fill(world.globex, 20)
            let worker = try await world.join()
            let long = try await worker.claim(1)
            let tenant = long[0].claim.tenant
            _ = try await world.store.beat(
                worker.id, lease: .seconds(60), info: "{}",
                charges: [TenantQueue(tenant: tenant, queue: .default): 30_000_000])
            // It has used thirty seconds, so the others go on alone.
            for _ in 0..<5 {
                let jobs = try await worker.claim(1)
                #expect(jobs[0].claim.tenant != tenant)
                try await worker.settle(jobs, .succeeded(result: nil), microseconds: 1_000_000)
            }
            let settled = SettledJob(
                claim: long[0].claim, id: long[0].id, attempt: 1, runMicroseconds: 3_000_000, isPayloadApart: false,
                recordBytes: long[0].record.count, chargedMicroseconds: 30_000_000, settlement: .succeeded(result: nil))
            _ = try await worker.exchange(0, settling: [settled])
            // Of the thirty only three were used, which the settlement corrects.
            #expect(try await worker.claim(1).map(\.claim.tenant) == [tenant])
        }
    }
}

extension StoreWorld {
    @discardableResult
    func set(_ tenant: TenantID, _ settings: TenantSettings) async throws -> TenantRecord {
        try await store.setTenant(tenant, TenantChange(settings: settings))
    }

    /// Enqueues one job with the options of its lane.
    @discardableResult
    func enqueue(
        _ tenant: TenantID, queue: QueueName = .default, name: JobName = "noop", key: String? = nil, cost: Int = 1,
        priority: Int = 0
    ) async throws -> JobID {
        let id = id()
        let suffix = LaneName.suffix(keyDigest: key, cost: cost)
        let header = JobHeader(id: id, tenant: tenant, queue: queue, name: name, limitKey: key, laneSuffix: suffix)
        _ = try await store.enqueue(
            EnqueueRequest(
                tenant: tenant, lane: header.lane, idsAreFresh: true,
                jobs: [JobRecord(header: header, payload: Array("{}".utf8)[...], priority: priority)]))
        return id
    }

    /// Reaps until nothing is left to reap.
    func reapAll() async throws {
        for _ in 0..<200 {
            let reply = try await store.reap(longestLease: .seconds(60))
            if reply.returned > 0, !reply.hasMore { return }
        }
    }

    /// Repeats a claim until the server's time has reached an instant, and checks that none came sooner.
    func poll(until instant: Int64, _ claim: () async throws -> ExchangeReply) async throws -> ExchangeReply {
        while true {
            let reply = try await claim()
            if reply.now >= instant { return reply }
            #expect(reply.jobs.isEmpty)
        }
    }
}
