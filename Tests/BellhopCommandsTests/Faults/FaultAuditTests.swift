import Bellhop
import BellhopCommands
import BellhopCore
import BellhopRedis
import BellhopStore
import TestSupport
import Testing

/// Lists defects that the harness must see in a store, each planted into one that is sound.
enum PlantedFault: CaseIterable, Sendable {
    case lost, settledTwice, settledAgainUnseen, foreign, fromNowhere, misplaced, unfinished

    /// Plants it among acme's jobs, of which the first died and the others succeeded.
    func plant(in client: BellhopClient, _ acme: TenantID, _ globex: TenantID, _ jobs: [JobKey]) async throws {
        let keys = client.store.keyspace(of: acme)
        let redis = client.store.redis
        switch self {
        case .lost:
            _ = try await client.store.delete([jobs[0].id], of: acme, from: .dead)
            // As a lost write would leave it: the counter does not know either.
            _ = try await redis.send(RedisCommand("HINCRBY", keys.key(.counters), "dead", "-1"))
        case .settledTwice: _ = try await redis.send(RedisCommand("HINCRBY", keys.key(.counters), "succeeded", "1"))
        case .settledAgainUnseen:
            _ = try await redis.send(RedisCommand("HINCRBY", keys.key(.counters), "succeeded", "-1"))
        case .foreign:
            _ = try await client.enqueue(
                name: "job", payloads: [[]], for: globex, options: EnqueueOptions(id: jobs[1].id))
        case .fromNowhere: _ = try await client.enqueue(name: "job", payloads: [[]], for: acme)
        case .misplaced:
            var command = RedisCommand("ZREM", keys.key(.dead))
            command.append(jobs[0].id.bytes)
            _ = try await redis.send(command)
        case .unfinished: _ = try await client.store.restore([jobs[0].id], of: acme, from: .dead)
        }
    }

    /// Says whether the findings tell of it.
    func isSeen(in findings: FaultAudit.Findings) -> Bool {
        switch self {
        case .lost: findings.lost == 1 && findings.settledTwice == 0
        case .settledTwice, .settledAgainUnseen: findings.settledTwice == 1
        case .foreign: findings.foreign == 1 && findings.unaccounted == 1
        case .fromNowhere: findings.unaccounted == 1
        case .misplaced: findings.misplaced > 0
        case .unfinished: findings.unfinished == 1
        }
    }
}

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct FaultAuditTests {
    private let tenants: [TenantID]

    init() throws { tenants = [try TenantID("acme"), try TenantID("globex")] }

    /// Runs ten jobs of acme, of which the first dies, and gives their keys.
    private func settled(_ client: BellhopClient) async throws -> [JobKey] {
        for tenant in tenants { try await client.tenants.add(tenant) }
        let receipt = try await client.enqueue(
            name: "job", payloads: Array(repeating: [], count: 10), for: tenants[0])
        let worker = WorkerID(host: "test", process: 1, random: 1)
        _ = try await client.store.join(worker, lease: .seconds(60), info: "{}")
        var jobs: [ClaimedJob] = []
        for call in 1..<100 where jobs.count < 10 {
            jobs += try await client.store.exchange(ExchangeRequest(worker: worker, call: call, wanted: 10)).jobs
        }
        let ends = jobs.map {
            SettledJob(
                claim: $0.claim, id: $0.id, attempt: 1, runMicroseconds: 1, isPayloadApart: false, recordBytes: 0,
                settlement: $0.id == receipt.accepted[0].id ? .dead(error: "{}") : .succeeded(result: nil))
        }
        _ = try await client.store.exchange(ExchangeRequest(worker: worker, call: 0, wanted: 0, settled: ends))
        return receipt.accepted.map { JobKey(tenant: tenants[0], id: $0.id) }
    }

    @Test("a sound store is found sound")
    func sound() async throws {
        try await withClient { client in
            let jobs = try await settled(client)
            let findings = try await FaultAudit(client: client, tenants: tenants, accepted: jobs).run()
            #expect(findings.states == [.succeeded: 9, .dead: 1])
            #expect(findings.ends.count == 9 && findings.ends.values.allSatisfy { $0.fence > 0 && $0.milliseconds > 0 })
            var verdict = FaultVerdict()
            verdict.findings = findings
            #expect(verdict.broken.isEmpty)
        }
    }

    @Test(
        "the harness sees each defect that is planted in its store, and calls it broken",
        arguments: PlantedFault.allCases)
    func planted(fault: PlantedFault) async throws {
        try await withClient { client in
            let jobs = try await settled(client)
            try await fault.plant(in: client, tenants[0], tenants[1], jobs)
            let findings = try await FaultAudit(client: client, tenants: tenants, accepted: jobs).run()
            #expect(fault.isSeen(in: findings), "\(findings)")
            #expect(findings.miscounts.count == findings.settledTwice)
            var verdict = FaultVerdict()
            verdict.findings = findings
            verdict.isDrained = findings.unfinished == 0
            #expect(!verdict.broken.isEmpty)
        }
    }

    @Test("claims of workers that are gone are settled in their name, and each of these settlements is refused")
    func lateWriter() async throws {
        try await withClient { client in
            try await client.tenants.add(tenants[0])
            _ = try await client.enqueue(name: "job", payloads: Array(repeating: [], count: 3), for: tenants[0])
            let writer = LateWriter(client: client)
            let worker = WorkerID(host: "test", process: 1, random: 1)
            _ = try await client.store.join(worker, lease: .milliseconds(1), info: "{}")
            for call in 1...3 {
                _ = try await client.store.exchange(ExchangeRequest(worker: worker, call: call, wanted: 1))
            }
            try await writer.note(olderThan: .seconds(3600))
            try await writer.write()
            #expect(writer.tried == 0)
            try await writer.note(olderThan: .zero)
            while try await client.store.reap(longestLease: .seconds(60)).returned < 3 {}
            try await writer.write()
            #expect(writer.tried == 3 && writer.refused == 3)
            let summary = try await Inspector(client.store).summary(of: tenants[0])
            #expect(summary.ready == 3 && summary.succeeded == 0)
        }
    }

    @Test("a tenant over its cap, and a claim that is too old, are seen and called broken")
    func caps() async throws {
        try await withClient { client in
            try await client.tenants.add(tenants[0])
            _ = try await client.enqueue(name: "job", payloads: Array(repeating: [], count: 3), for: tenants[0])
            let worker = WorkerID(host: "test", process: 1, random: 1)
            _ = try await client.store.join(worker, lease: .seconds(60), info: "{}")
            for call in 1...3 {
                _ = try await client.store.exchange(ExchangeRequest(worker: worker, call: call, wanted: 1))
            }
            let watch = CapWatch(inspector: Inspector(client.store), tenants: [tenants[0]])
            try await watch.look(at: tenants[0]) { .seconds(3600) }
            #expect(watch.most == 3 && watch.samples == 1 && watch.oldest > .zero)
            var verdict = FaultVerdict()
            verdict.mostClaims = watch.most
            #expect(verdict.broken.count == 1)
            verdict.mostClaims = 2
            verdict.oldestClaim = .seconds(31)
            #expect(verdict.broken.count == 1)
            verdict.lease = .seconds(16)
            #expect(verdict.broken.isEmpty)
            verdict.oldestCalmClaim = .milliseconds(32_001)
            #expect(verdict.broken.count == 1)
            let young = CapWatch(inspector: Inspector(client.store), tenants: [tenants[0]])
            try await young.look(at: tenants[0]) { .zero }
            #expect(young.oldest == .zero)
        }
    }
}

struct RecoveriesTests {
    private func entries(_ text: String) -> [RunJournal.Entry] { RunJournal.read(text) }

    @Test("runs, repeats, overlaps and the time after a kill are read from the journals")
    func journals() {
        // Worker 1 is killed at 100 in its second run; worker 2 runs that job again at 350, and a third one twice at once.
        let one = entries("S 10 a acme 1 1\nE 20 a acme 1 1\nS 50 b acme 1 2\nS 60 c acme 1 3\nE 500 c acme 1 3\n")
        let two = entries("S 350 b acme 1 4\nE 360 b acme 1 4\nS 400 c acme 1 5\nE 410 c acme 1 5\nS 5")
        let found = Recoveries(
            ["1": one, "2": two], kills: [FaultCrew.Kill(microseconds: 100, journal: "1")])
        #expect(found.runs == 5)
        #expect(found.reruns == 2)
        #expect(found.overlaps == 1)
        #expect(found.times == [250])
        #expect(found.neverAgain == 0 && found.foreign == 0)
    }

    @Test("a recovery counts from the end of an outage, and an outage is a time without an answer")
    func outages() {
        let watch = OutageWatch(limit: .microseconds(50), start: 0)
        #expect(watch.answered(at: 40) == .microseconds(40))
        #expect(watch.answered(at: 200) == .zero)
        #expect(watch.answered(at: 230) == .microseconds(30))
        #expect(watch.ends == [0, 200] && watch.longest == .microseconds(160))
        let found = Recoveries(
            ["1": entries("S 10 a acme 1 1\n"), "2": entries("S 350 a acme 1 2\n")],
            kills: [FaultCrew.Kill(microseconds: 100, journal: "1")], outages: watch.ends)
        #expect(found.times == [250] && found.longestSinceOutage == 150)
    }

    @Test("a claim counts as recovered when it is run again, or is another worker's that is killed in its turn")
    func chain() {
        let one = entries("S 10 a acme 1 1\nS 20 b acme 1 2\nE 30 b acme 1 2\n")
        let three = entries("S 900 a acme 1 3\nS 300 b acme 1 4\n")
        // Worker 2 is killed before it has begun what it took over.
        let kills = [
            FaultCrew.Kill(microseconds: 100, journal: "1", held: ["a", "b"]),
            FaultCrew.Kill(microseconds: 400, journal: "2", held: ["a"]),
        ]
        let found = Recoveries(["1": one, "2": [], "3": three], kills: kills)
        #expect(found.times == [300, 500])
        #expect(found.neverAgain == 0)
    }

    @Test("a run under another tenant is counted, and breaks a promise")
    func foreign() {
        var verdict = FaultVerdict()
        verdict.recoveries = Recoveries(["1": entries("X 10 a globex 1 1\n")], kills: [])
        #expect(verdict.broken.count == 1)
    }

    @Test("an interrupted run that never began again is counted apart")
    func never() {
        let found = Recoveries(
            ["1": entries("S 10 a acme 1 1\n")], kills: [FaultCrew.Kill(microseconds: 100, journal: "1")])
        #expect(found.neverAgain == 1 && found.times.isEmpty)
    }

    @Test(
        "a worker that was stopped and settles what it held before is seen, and so is one whose claim was not the last")
    func late() {
        // The process stands still from 100 to 900; b has ended by then, c runs on, and d begins afterwards.
        let one = entries(
            "S 10 a acme 1 1\nE 20 a acme 1 1\nS 50 b acme 1 2\nE 60 b acme 1 2\nS 70 c acme 1 3\nE 950 c acme 1 3\n"
                + "S 960 d acme 1 4\nE 970 d acme 1 4\n")
        let two = entries("S 500 c acme 1 5\nE 510 c acme 1 5\n")
        let stop = FaultCrew.Stop(journal: "1", from: 100, until: 900)
        func found(_ ends: [String: FaultAudit.Findings.End]) -> Recoveries {
            Recoveries(["1": one, "2": two], kills: [], stops: [stop], ends: ends, epoch: 5_000_000)
        }
        let right = found([
            "a": .init(fence: 1, milliseconds: 5000), "b": .init(fence: 2, milliseconds: 5000),
            "c": .init(fence: 5, milliseconds: 5001), "d": .init(fence: 4, milliseconds: 5001),
        ])
        #expect(right.stopped == 1 && right.endedLate == 0 && right.endedByOthers == 0)
        let kept = found(["b": .init(fence: 2, milliseconds: 5001)])
        #expect(kept.endedLate == 1 && kept.endedByOthers == 0)
        let unfenced = found(["c": .init(fence: 3, milliseconds: 5001)])
        #expect(unfenced.endedLate == 1 && unfenced.endedByOthers == 1)
        var verdict = FaultVerdict()
        verdict.recoveries = unfenced
        #expect(verdict.broken.count == 2)
        verdict.lateWrites = (3, 2)
        #expect(verdict.broken.count == 3)
    }

    @Test("a recovery of more than 20 s, a rerun by a deploy and a worker's own crash break promises")
    func slow() {
        var verdict = FaultVerdict()
        verdict.recoveries = Recoveries(
            ["1": entries("S 10 a acme 1 1\n"), "2": entries("S 21000000 a acme 1 2\n")],
            kills: [FaultCrew.Kill(microseconds: 20, journal: "1")])
        #expect(verdict.broken.count == 1)
        verdict.deploys = (20, 20)
        #expect(verdict.broken.count == 2)
        verdict.log = ["Fatal error": 1]
        #expect(verdict.broken.count == 3)
    }
}
