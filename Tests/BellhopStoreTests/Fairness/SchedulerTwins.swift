import BellhopCore
import BellhopRedis
import BellhopStore
import TestSupport

/// Does the same to a store and to the model of its scheduler, and compares what they answer and what they then hold.
struct SchedulerTwins {
    private static let workerSlots = 3
    private static let lease = Duration.seconds(30)

    private let store: JobStore
    private var model = FairScheduler()
    /// Holds the present life of each worker; one that died comes back under another name.
    private var workers: [WorkerID]
    private var lives = 0
    private var calls: [WorkerID: Int] = [:]
    private var settledOnce: Set<UInt64> = []
    private var held: [[UInt64: (job: ClaimedJob, pick: FairPick)]]

    /// Makes both, with the same tenants and a clock that stands still.
    init(redis: RedisClient, revisions: ScriptRevisions) async throws {
        var store = JobStore(redis: redis, namespace: freshNamespace())
        store.revision = { revisions.revise($0) }
        self.store = store
        workers = (0..<Self.workerSlots).map { WorkerID(stored: "w\($0).0.0") }
        held = Array(repeating: [:], count: Self.workerSlots)
        model.micros = 1_800_000_000_000_000
        try await setClock()
        for tenant in SchedulerHistory.tenants {
            _ = try await store.addTenant(tenant)
            model.add(tenant)
        }
        for slot in workers.indices { _ = try await apply(.join(slot)) }
    }

    /// Deletes the keys.
    func remove() async throws {
        _ = try await store.redis.send(
            RedisCommand(
                "EVAL", "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('UNLINK', key) end", "0",
                "\(store.keys.namespace):*"))
    }

    /// Lists the jobs that each worker has not settled.
    var heldJobs: [[UInt64]] { held.map { $0.keys.sorted() } }

    /// Lists jobs that wait.
    var waitingJobs: [(TenantID, UInt64)] {
        SchedulerHistory.tenants.flatMap { tenant in
            let record = model.tenants[tenant] ?? FairTenant()
            return record.jobs.keys.filter { record.running[$0] == nil }.map(\.low).sorted().map { (tenant, $0) }
        }
    }

    /// Does a step to both; says in what they differ then, if in anything.
    mutating func difference(after step: SchedulerStep) async throws -> String? {
        do {
            if let difference = try await apply(step) { return difference }
        } catch let error as BellhopError where error.code != .cancelled {
            return "the store failed: \(error.message)"
        }
        let real = try await SchedulerState(of: store, workers: workers)
        let expected = SchedulerState(of: model, workers: workers)
        return real == expected ? nil : real.firstDifference(from: expected) ?? "the order of fields"
    }

    private func setClock() async throws {
        _ = try await store.redis.send(
            RedisCommand("SET", ScriptRevisions.clockKey(store.keys.namespace), "\(model.micros)"))
    }

    private mutating func apply(_ step: SchedulerStep) async throws -> String? {
        switch step {
        case .wait(let micros):
            model.micros += micros
            try await setClock()
        case .enqueue(let tenant, let lane, let jobs, let priority, let delay):
            try await enqueue(tenant, lane, jobs, priority, delay)
        case .cancel(let tenant, let job):
            guard model.tenants[tenant]?.jobs[Self.id(job)] != nil, model.tenants[tenant]?.running[Self.id(job)] == nil
            else { break }
            _ = try await store.cancel(JobKey(tenant: tenant, id: Self.id(job)))
            model.cancel(tenant, Self.id(job))
        case .join(let slot):
            if model.workers[workers[slot]] == nil {
                lives += 1
                workers[slot] = WorkerID(stored: "w\(slot).0.\(lives)")
                held[slot] = [:]
            }
            _ = try await store.join(workers[slot], lease: Self.lease, info: "{}")
            model.join(workers[slot], lease: Self.lease.wholeMilliseconds)
        case .beat(let slot, let charges):
            let reply = try await store.beat(workers[slot], lease: Self.lease, info: "{}", charges: charges)
            let holds = model.beat(
                workers[slot], lease: Self.lease.wholeMilliseconds,
                charging: charges.map { ($0.key.tenant, $0.key.queue, $0.value) })
            if reply.holds != holds { return "the beat holds: \(reply.holds), in the model \(holds)" }
        case .exchange(let slot, let wanted, let queues, let delay, let ends):
            return try await exchange(slot, wanted, queues, delay, ends)
        case .start(let slot):
            guard let suspect = held[slot].values.first(where: { $0.pick.claim.lane.isSuspect }) else { break }
            _ = try await store.start(
                suspect: JobKey(tenant: suspect.pick.tenant, id: suspect.job.id), by: workers[slot])
            model.start(workers[slot], suspect: suspect.job.id)
        case .reap:
            let reply = try await store.reap(longestLease: .seconds(40))
            let worker = model.reap(longestLease: 40_000)
            if reply.worker != worker {
                return "reaped \(reply.worker?.rawValue ?? "-"), in the model \(worker?.rawValue ?? "-")"
            }
        case .tenant(let tenant, let change):
            let accepts = model.set(
                tenant, state: change.state, isPaused: change.isPaused, kind: change.kind, change.settings)
            return try await compare(accepts) { _ = try await store.setTenant(tenant, change) }
        case .kind(let kind, let settings):
            return try await compare(model.set(kind, settings)) { try await store.setKind(kind, settings) }
        case .queue(let change):
            try await store.change(change)
            switch change {
            case .pause(let queue): model.pause(queue)
            case .resume(let queue): model.pause(queue, false)
            case .cap(let queue, let cap): model.cap(queue, at: cap)
            case .pauseJobs(let job): model.pause(job)
            case .resumeJobs(let job): model.pause(job, false)
            }
        }
        return nil
    }

    private func compare(_ accepts: Bool, _ change: () async throws -> Void) async throws -> String? {
        do {
            try await change()
            return accepts ? nil : "the store took a change that the model refuses"
        } catch let error as BellhopError where error.code == .invalidValue {
            return accepts ? "the store refused a change that the model takes: \(error.message)" : nil
        }
    }

    private mutating func enqueue(
        _ tenant: TenantID, _ lane: FairLane, _ jobs: [UInt64], _ priority: Int, _ delay: Int?
    ) async throws {
        let suffix = LaneName.suffix(keyDigest: lane.key, cost: lane.cost)
        let records = jobs.map { job in
            var record = JobRecord(
                header: JobHeader(
                    id: Self.id(job), tenant: tenant, queue: lane.queue, name: lane.job, laneSuffix: suffix),
                payload: [])
            record.priority = priority
            return record
        }
        _ = try await store.enqueue(
            EnqueueRequest(
                tenant: tenant, lane: lane.name, start: delay.map { .after(.milliseconds($0)) } ?? .now,
                idsAreFresh: true, jobs: records))
        model.enqueue(tenant, lane, jobs.map(Self.id), priority: priority, delay: delay)
    }

    private mutating func exchange(
        _ slot: Int, _ wanted: Int, _ queues: [QueueName], _ delay: Int, _ ends: [SchedulerStep.End]
    ) async throws -> String? {
        let worker = workers[slot]
        calls[worker, default: 0] += 1
        let call = calls[worker] ?? 0
        let known = ends.filter { held[slot][$0.job] != nil }
        let (settled, settlements) = settle(known, of: slot, delay: delay)
        let reply = try await store.exchange(
            ExchangeRequest(worker: worker, call: call, wanted: wanted, queues: queues, settled: settled))
        // Some are settled once more later, which is refused, alone or among others of their claim.
        for end in known where end.job % 7 != 0 || !settledOnce.insert(end.job).inserted { held[slot][end.job] = nil }
        let picks = model.exchange(worker, call: call, wanted: wanted, queues: queues, settling: settlements)
        var left = reply.jobs[...]
        for pick in picks {
            let jobs = left.prefix(pick.jobs.count)
            left = left.dropFirst(pick.jobs.count)
            let isSame = jobs.allSatisfy {
                $0.claim.tenant == pick.tenant && $0.claim.lane == pick.claim.lane.name
                    && $0.claim.fence == Int64(pick.claim.fence) && $0.claim.estimate == pick.claim.estimate
            }
            if !isSame || jobs.map(\.id) != pick.jobs { break }
            for job in jobs { held[slot][job.id.low] = (job, pick) }
        }
        let real = Self.words(reply.jobs.map { ($0.claim.tenant, $0.claim.lane.rawValue, $0.id) })
        let expected = Self.words(
            picks.flatMap { pick in pick.jobs.map { (pick.tenant, pick.claim.lane.name.rawValue, $0) } })
        return real == expected ? nil : "picks: Redis gives [\(real)], the model [\(expected)]"
    }

    /// Groups jobs as the store does: those of one claim that end alike, and what is released last, the latest first.
    private func settle(
        _ ends: [SchedulerStep.End], of slot: Int, delay: Int
    ) -> (settled: [SettledJob], groups: [FairSettlement]) {
        var settled: [SettledJob] = []
        var groups: [(claim: ObjectIdentifier, ending: SchedulerStep.Ending, group: FairSettlement)] = []
        for end in ends {
            guard let (job, pick) = held[slot][end.job] else { continue }
            settled.append(
                SettledJob(
                    claim: job.claim, id: job.id, attempt: 1, runMicroseconds: end.micros, isPayloadApart: false,
                    recordBytes: job.record.count, chargedMicroseconds: end.charged,
                    settlement: end.ending.settlement(delay: .milliseconds(delay))))
            let claim = ObjectIdentifier(job.claim)
            if let index = groups.firstIndex(where: { $0.claim == claim && $0.ending == end.ending }) {
                groups[index].group.jobs.append(job.id)
                groups[index].group.measured += end.micros
                groups[index].group.charged += end.charged
            } else {
                groups.append(
                    (
                        claim, end.ending,
                        FairSettlement(
                            tenant: pick.tenant, claim: pick.claim, ending: end.ending.fair(delay: delay),
                            jobs: [job.id],
                            measured: end.micros, charged: end.charged)
                    ))
            }
        }
        let others = groups.filter { $0.ending != .released }
        let released = groups.filter { $0.ending == .released }.sorted { $0.group.claim.fence > $1.group.claim.fence }
        return (settled, (others + released).map(\.group))
    }

    private static func words(_ jobs: [(TenantID, String, JobID)]) -> String {
        jobs.map { "\($0.0) \($0.1) \($0.2.low)" }.joined(separator: ", ")
    }

    /// Makes the id of a job of a number; all lie in the same bucket of outcomes.
    private static func id(_ number: UInt64) -> JobID {
        JobID(high: 1_800_000_000_000 << 16 | 0x7000, low: number)
    }
}

extension SchedulerStep.Ending {
    fileprivate func settlement(delay: Duration) -> Settlement {
        switch self {
        case .succeeded: .succeeded(result: nil)
        case .retry: .retry(after: delay, error: "")
        case .snooze: .snooze(delay)
        case .dead: .dead(error: "")
        case .quarantined: .quarantined(error: "")
        case .released: .released
        }
    }

    fileprivate func fair(delay: Int) -> FairSettlement.Ending {
        switch self {
        case .succeeded: .finished
        case .retry: .retry(after: delay)
        case .snooze: .snooze(after: delay)
        case .dead: .dead
        case .quarantined: .quarantined
        case .released: .released
        }
    }
}
