import Bellhop
import BellhopStore
import BellhopTesting
import BellhopWorker
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct CronTests {
    /// Runs `count` workers that look for schedules often.
    private func withWorkers(_ count: Int, _ client: BellhopClient, _ body: () async throws -> Void) async throws {
        var options = WorkerOptions.quick
        options.cronPoll = .milliseconds(20)
        options.cronLease = .milliseconds(500)
        if count == 0 { return try await body() }
        let registry = try JobRegistry.probes()
        try await withWorker(client, registry: registry, options: options) {
            try await withWorkers(count - 1, client, body)
        }
    }

    @Test("AT-43, AT-47: one run for each instant and tenant, however many workers there are")
    func once() async throws {
        let record = Record<String>()
        let probe = Probe.make { context in
            record.add(context.tenant.rawValue)
            return ""
        }
        try await withClient { client in
            var tenants: [TenantID] = []
            for index in 0..<20 {
                tenants.append(try TenantID("t\(index)"))
                try await client.tenants.add(tenants[index])
            }
            let entry = try CronEntry(
                "@every 1s", job: "probe", payload: #"{"label":"\#(probe.label)"}"#)
            try await client.plans.add("tick", entry)
            let started = try await Inspector(client.store).serverTime()
            try await withWorkers(4, client) {
                while record.all.count < 60 { await Task.yield() }
            }
            let ended = try await Inspector(client.store).serverTime()
            let most = Int((ended - started) / 1000) + 1
            let counts = Dictionary(grouping: record.all, by: \.self).mapValues(\.count)
            #expect(counts.count == 20)
            for (_, count) in counts { #expect(count <= most) }
        }
    }

    @Test("AT-44: state is the tenant's own, a plan reaches tenants that come later, and each may pause it for itself")
    func plans() async throws {
        try await withClient { client in
            let (acme, globex) = (try TenantID("acme"), try TenantID("globex"))
            try await client.tenants.add(acme)
            var entry = try CronEntry("0 3 * * *", in: "Europe/Berlin", job: "probe")
            try await client.plans.add("nightly", entry)
            try await client.tenants.add(globex)
            entry.kind = "paid"
            try await client.plans.add("paid-only", entry)
            #expect(try await client.scoped(to: globex).schedules.list().map(\.name) == ["nightly"])
            try await client.tenants.setKind("paid", of: globex)
            #expect(try await client.scoped(to: globex).schedules.list().map(\.name) == ["nightly", "paid-only"])
            try await client.tenants.setKind(nil, of: globex)
            #expect(try await client.scoped(to: globex).schedules.list().map(\.name) == ["nightly"])
            try await client.scoped(to: acme).schedules.pause("nightly")
            #expect(try await client.scoped(to: acme).schedules.list()[0].isPaused)
            #expect(try await !client.scoped(to: globex).schedules.list()[0].isPaused)
            #expect(try await client.scoped(to: globex).schedules.list()[0].next != nil)
            let twice = await #expect(throws: BellhopError.self) { try await client.plans.add("nightly", entry) }
            #expect(twice?.code == .duplicateJob)
            try await client.plans.remove("nightly")
            #expect(try await client.scoped(to: globex).schedules.list().isEmpty)
            let own = try CronEntry("@every 15m", job: "probe")
            try await client.scoped(to: acme).schedules.add("own", own)
            let foreign = await #expect(throws: BellhopError.self) {
                try await client.scoped(to: globex).schedules.pause("own")
            }
            #expect(foreign?.code == .notFound)
        }
    }

    @Test("AT-46: a suspended tenant gets no jobs, and what it missed goes by its rule when it is resumed")
    func missed() async throws {
        let record = Record<String>()
        let probe = Probe.make { context in
            record.add("run")
            return ""
        }
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            var entry = try CronEntry("@every 1s", job: "probe", payload: #"{"label":"\#(probe.label)"}"#)
            entry.missed = .all
            try await client.tenants.suspend(acme)
            try await client.scoped(to: acme).schedules.add("tick", entry)
            let store = client.store
            let start = try await Inspector(store).serverTime()
            try await withWorkers(2, client) {
                while try await Inspector(store).serverTime() < start + 2500 {}
                #expect(record.all.isEmpty)
                try await client.tenants.resume(acme)
                while record.all.count < 3 { await Task.yield() }
            }
        }
    }

    @Test(
        "a schedule whose worker died before it enqueued is another's after the lease, and a late one enqueues nothing")
    func death() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            try await client.scoped(to: acme).schedules.add("tick", try CronEntry("@every 1s", job: "probe"))
            let store = client.store
            let first = try await store.takeCrons(limit: 10, lease: .milliseconds(1))
            #expect(first.turns.count == 1)
            var second: [CronTurn] = []
            while second.isEmpty { second = try await store.takeCrons(limit: 10, lease: .seconds(50)).turns }
            #expect(try await store.takeCrons(limit: 10, lease: .seconds(50)).turns.isEmpty)
            func result(_ turn: CronTurn) -> CronResult {
                let header = JobHeader(
                    id: JobIDGenerator().next(milliseconds: 1), tenant: acme, queue: .default, name: "probe")
                return CronResult(
                    turn: turn, last: turn.last + 1000, next: turn.last + 1_000_000,
                    jobs: [JobRecord(header: header, payload: Array("{}".utf8)[...])])
            }
            #expect(try await store.settleCrons([result(second[0])]) == [1])
            #expect(try await store.settleCrons([result(first.turns[0])]) == [nil])
            #expect(try await store.settleCrons([result(second[0])]) == [nil])
            #expect(try await Inspector(store).summary(of: acme).ready == 1)
        }
    }

    @Test("pause, resume, run now, replace and remove do what they say, and bad entries are refused with the reason")
    func changes() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let schedules = client.scoped(to: acme).schedules
            let entry = try CronEntry("30 2 * * *", in: "America/New_York", job: "probe")
            try await schedules.add("nightly", entry)
            let twice = await #expect(throws: BellhopError.self) { try await schedules.add("nightly", entry) }
            #expect(twice?.code == .duplicateJob)
            try await schedules.add("nightly", entry, replacing: true)
            try await schedules.pause("nightly")
            try await schedules.pause("nightly")
            #expect(try await schedules.list().map(\.next) == [nil])
            #expect(try await client.store.takeCrons(limit: 10, lease: .seconds(5)).turns.isEmpty)
            try await schedules.resume("nightly")
            #expect(try await schedules.list().allSatisfy { $0.next != nil && !$0.isPaused })
            let ref = try await schedules.runNow("nightly")
            #expect(try await client.scoped(to: acme).status(of: ref.id).state == .ready)
            try await schedules.remove("nightly")
            let gone = await #expect(throws: BellhopError.self) { try await schedules.remove("nightly") }
            #expect(gone?.code == .notFound)
            #expect(throws: BellhopError.self) { try CronEntry("0 0 31 2 *", job: "probe") }
            #expect(throws: BellhopError.self) { try CronEntry("@daily", in: "Mars/Olympus", job: "probe") }
            let name = await #expect(throws: BellhopError.self) { try await schedules.add("no name", entry) }
            #expect(name?.code == .invalidValue)
        }
    }
}
