import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct PlaceTests {
    @Test("a step of priority is worth a thousand places, also over lanes, and nothing starves")
    func priority() async throws {
        try await StoreWorld.with { world in
            let plain = try await world.enqueue(world.acme)
            let high = try await world.enqueue(world.acme, priority: 1)
            let low = try await world.enqueue(world.acme, priority: -1)
            let other = try await world.enqueue(world.acme, name: "other", priority: 2)
            let worker = try await world.join()
            var order: [JobID] = []
            for _ in 0..<4 { order += try await worker.claim(1).map(\.id) }
            #expect(order == [other, high, plain, low])
            // Two thousand later ones go before a job that is two steps lower, and not one more.
            let patient = try await world.enqueue(world.acme, priority: -1)
            for _ in 0..<3 {
                let ids = (0..<700).map { _ in world.id() }
                _ = try await world.store.enqueue(
                    EnqueueRequest(
                        tenant: world.acme, lane: LaneName(queue: .default, job: "noop"), idsAreFresh: true,
                        jobs: ids.map {
                            JobRecord(
                                header: JobHeader(id: $0, tenant: world.acme, queue: .default, name: "noop"),
                                payload: [], priority: 1)
                        }))
            }
            var before = 0
            while true {
                let jobs = try await worker.claim(32)
                if let at = jobs.firstIndex(where: { $0.id == patient }) {
                    before += at
                    break
                }
                before += jobs.count
                try await worker.settle(jobs, .succeeded(result: nil))
            }
            // Two jobs on one place stand in the order of their ids, which are random here.
            #expect((1999...2000).contains(before))
        }
    }

    @Test("a job keeps its priority through delay, retry and burial")
    func keptPriority() async throws {
        try await StoreWorld.with { world in
            let worker = try await world.join()
            let first = try await world.enqueue(world.acme, priority: 5)
            try await worker.settle(try await worker.claim(1), .retry(after: .zero, error: "{}"))
            _ = try await world.fill(world.acme, 3)
            #expect(try await worker.claim(1).map(\.id) == [first])
            let snapshot = try await world.store.inspect(JobKey(tenant: world.acme, id: first))
            #expect(snapshot?.priority == 5)
        }
    }

    @Test("a unique job is an index over live jobs: given up when it ends, whichever way, and by no clock")
    func unique() async throws {
        try await StoreWorld.with { world in
            let worker = try await world.join()
            let endings: [Settlement] = [
                .succeeded(result: nil), .dead(error: "{}"), .quarantined(error: "{}"), .cancelled, .expired,
            ]
            for ending in endings {
                let first = try await world.unique("k")
                #expect(first.rejected.isEmpty)
                let second = try await world.unique("k")
                #expect(Array(second.rejected.values) == [first.id])
                #expect(try await world.unique("other", tenant: world.globex).rejected.isEmpty)
                #expect(try await world.unique("k", tenant: world.globex).rejected.isEmpty)
                let jobs = try await worker.claim(10)
                #expect(try await world.unique("k").rejected.count == 1)
                try await worker.settle(
                    jobs.filter { $0.claim.tenant == world.acme }, .retry(after: .zero, error: "{}"))
                #expect(try await world.unique("k").rejected.count == 1)
                let again = try await worker.claim(10)
                try await worker.settle(again + jobs.filter { $0.claim.tenant == world.globex }, ending)
            }
            let cancelled = try await world.unique("k")
            _ = try await world.store.cancel(JobKey(tenant: world.acme, id: cancelled.id))
            let deleted = try await world.unique("k")
            #expect(deleted.rejected.isEmpty)
            try await world.store.delete(JobKey(tenant: world.acme, id: deleted.id))
            #expect(try await world.unique("k").rejected.isEmpty)
        }
    }

    @Test("a job stands for its key while it waits, until it has started, or until it has ended")
    func lifetimes() async throws {
        try await StoreWorld.with { world in
            let worker = try await world.join()
            for (lifetime, whileRunning, afterRetry) in [
                (UniqueRequest.Lifetime.waiting, 0, 1), (.untilStarted, 0, 0), (.untilFinished, 1, 1),
            ] {
                _ = try await world.unique("k", lifetime)
                let jobs = try await worker.claim(1)
                let second = try await world.unique("k", lifetime)
                #expect(second.rejected.count == whileRunning)
                if second.rejected.isEmpty {
                    _ = try await world.store.cancel(JobKey(tenant: world.acme, id: second.id))
                }
                try await worker.settle(jobs, .retry(after: .seconds(60), error: "{}"))
                let third = try await world.unique("k", lifetime)
                #expect(third.rejected.count == afterRetry)
                for id in [jobs[0].id, third.id] {
                    _ = try? await world.store.cancel(JobKey(tenant: world.acme, id: id))
                }
            }
        }
    }

    @Test("a conflict replaces the job that waits, or follows the one that runs, of which only the latest is kept")
    func conflicts() async throws {
        try await StoreWorld.with { world in
            let worker = try await world.join()
            let first = try await world.unique("k", conflict: .replace)
            let second = try await world.unique("k", conflict: .replace)
            #expect(try await world.state(world.acme, first.id) == .cancelled)
            let jobs = try await worker.claim(10)
            #expect(jobs.map(\.id) == [second.id])
            #expect(try await world.unique("k", conflict: .replace).rejected.count == 1)
            let third = try await world.unique("k", conflict: .keepLatest)
            let fourth = try await world.unique("k", conflict: .keepLatest)
            #expect(try await world.state(world.acme, third.id) == .cancelled)
            #expect(try await world.state(world.acme, fourth.id) == .due)
            #expect(try await worker.claim(10).isEmpty)
            let explanation = try await Inspector(world.store).explain(JobKey(tenant: world.acme, id: fourth.id))
            #expect(explanation?.reasons.map(\.code).contains(.followsKey) == true)
            #expect(explanation?.reasons.contains { $0.message.contains("\(second.id)") } == true)
            try await worker.settle(jobs, .succeeded(result: nil))
            #expect(try await worker.claim(10).map(\.id) == [fourth.id])
            #expect(try await world.unique("k").rejected.count == 1)
            #expect(try await world.store.examine(world.acme, mends: false) == [:])
        }
    }

    @Test("a worker's death gives no key up, and the third crash does")
    func uniqueCrash() async throws {
        try await StoreWorld.with { world in
            let first = try await world.unique("k")
            for crash in 1...3 {
                let worker = try await world.join(lease: .milliseconds(1))
                _ = try await worker.claim(1)
                if crash > 1 {
                    _ = try await world.store.start(suspect: JobKey(tenant: world.acme, id: first.id), by: worker.id)
                }
                let isTaken = try await world.unique("k").rejected.count
                #expect(isTaken == 1)
                for _ in 0..<200 where try await world.store.reap(longestLease: .seconds(60)).returned == 0 {}
            }
            #expect(try await world.state(world.acme, first.id) == .quarantined)
            #expect(try await world.unique("k").rejected.isEmpty)
        }
    }

    @Test("a bulk that is unique by payload keeps one of each")
    func bulkUnique() async throws {
        try await StoreWorld.with { world in
            let ids = (0..<6).map { _ in world.id() }
            var request = EnqueueRequest(
                tenant: world.acme, lane: LaneName(queue: .default, job: "noop"), idsAreFresh: true,
                jobs: ids.map { world.record($0, world.acme) })
            request.unique = UniqueRequest(
                lifetime: .untilFinished, conflict: .reject, keys: ["a", "b", "a", "c", "b", "a"].map { "noop#\($0)" })
            let reply = try await world.store.enqueue(request)
            #expect(reply.rejected == [ids[2]: ids[0], ids[4]: ids[1], ids[5]: ids[0]])
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 3)
            // Sent once more, because its answer was lost, it changes nothing.
            request.idsAreFresh = false
            _ = try await world.store.enqueue(request)
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 3)
        }
    }

    @Test("a backlog is bounded by jobs and by bytes, exactly, also for many at once")
    func backlog() async throws {
        try await StoreWorld.with { world in
            try await world.set(world.acme, TenantSettings(mostWaitingJobs: .to(10)))
            _ = try await world.fill(world.acme, 8)
            let many = await #expect(throws: BellhopError.self) { try await world.fill(world.acme, 3) }
            #expect(many?.code == .backlogFull)
            #expect(many?.retryAfter != nil)
            _ = try await world.fill(world.acme, 2)
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 10)
            let bytes = try await world.bytes(of: world.acme)
            #expect(bytes == 10 * world.record(world.id(), world.acme).encoded().count)
            try await world.set(
                world.acme, TenantSettings(mostWaitingJobs: Bound.none, mostWaitingBytes: .to(bytes + 10)))
            let large = await #expect(throws: BellhopError.self) { try await world.fill(world.acme, 1) }
            #expect(large?.code == .backlogFull)
            #expect(large?.message.contains("bytes") == true)
        }
    }

    @Test("the bytes of a tenant's jobs are counted through every way that a job can go")
    func bytes() async throws {
        try await StoreWorld.with { world in
            let worker = try await world.join()
            let text = #""\#(String(repeating: "x", count: 20_000))""#
            for ending: Settlement in [
                .succeeded(result: nil), .dead(error: "{}"), .quarantined(error: "{}"), .cancelled, .expired,
                .unknownName(hold: .zero, error: "{}"),
            ] {
                let large = world.id()
                _ = try await world.store.enqueue(
                    EnqueueRequest(
                        tenant: world.acme, lane: LaneName(queue: .default, job: "noop"), idsAreFresh: true,
                        jobs: [world.record(large, world.acme, payload: text), world.record(world.id(), world.acme)]))
                #expect(try await world.bytes(of: world.acme) > 20_000)
                let jobs = try await worker.claim(2)
                #expect(jobs.count == 2)
                try await world.settle(worker, jobs, ending)
                #expect(try await world.bytes(of: world.acme) == 0, "\(ending)")
            }
            let dead = try await Inspector(world.store).jobs(of: world.acme, state: .dead).map(\.id)
            _ = try await world.store.restore(dead, of: world.acme, from: .dead)
            #expect(try await world.bytes(of: world.acme) > 20_000)
            for id in dead { _ = try await world.store.cancel(JobKey(tenant: world.acme, id: id)) }
            #expect(try await world.bytes(of: world.acme) == 0)
            let quarantined = try await Inspector(world.store).jobs(of: world.acme, state: .quarantined).map(\.id)
            for id in quarantined { try await world.store.delete(JobKey(tenant: world.acme, id: id)) }
            #expect(try await world.bytes(of: world.acme) == 0)
        }
    }

    @Test("where the setting says so the oldest jobs make room, and end as dead with the reason")
    func shed() async throws {
        try await StoreWorld.with { world in
            try await world.set(world.acme, TenantSettings(mostWaitingJobs: .to(5), overflow: .to(.shed)))
            let old = try await world.fill(world.acme, 3, name: "other") + world.fill(world.acme, 2)
            let new = try await world.fill(world.acme, 4)
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 5)
            for id in old.prefix(4) {
                let job = try #require(await world.store.inspect(JobKey(tenant: world.acme, id: id)))
                #expect(job.state == .dead)
                #expect(job.errors.last?.contains("shed") == true)
            }
            for id in [old[4]] + new { #expect(try await world.state(world.acme, id) == .ready) }
            // A page that could never fit is refused, and sheds nothing.
            let error = await #expect(throws: BellhopError.self) { try await world.fill(world.acme, 6) }
            #expect(error?.code == .backlogFull)
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 5)
            // Jobs that a limit holds back are as old as any.
            try await world.set(world.acme, TenantSettings(jobs: ["noop": JobSettings(isPaused: true)]))
            let worker = try await world.join()
            #expect(try await worker.claim(10).isEmpty)
            _ = try await world.fill(world.acme, 2)
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 5)
            #expect(try await world.store.examine(world.acme, mends: false) == [:])
        }
    }

    @Test("starts and expiries that the server's clock has passed are refused, and nothing is written")
    func instants() async throws {
        try await StoreWorld.with { world in
            let now = try await Inspector(world.store).serverTime()
            func request(_ start: StartTime, _ expiry: StartTime? = nil) -> EnqueueRequest {
                var request = EnqueueRequest(
                    tenant: world.acme, lane: LaneName(queue: .default, job: "noop"), start: start, idsAreFresh: true,
                    jobs: [world.record(world.id(), world.acme)])
                request.expiry = expiry
                return request
            }
            for wrong in [
                request(.at(now - 120_000)), request(.at(now + 101 * 366 * 86_400_000)), request(.now, .at(now - 1)),
                request(.after(.seconds(60)), .after(.seconds(30))),
            ] {
                let error = await #expect(throws: BellhopError.self) { try await world.store.enqueue(wrong) }
                #expect(error?.code == .invalidValue)
            }
            #expect(try await Inspector(world.store).summary(of: world.acme).live == 0)
            _ = try await world.store.enqueue(request(.at(now - 1000)))
            _ = try await world.store.enqueue(request(.now, .after(.seconds(30))))
            let worker = try await world.join()
            let jobs = try await worker.claim(10)
            #expect(jobs.count == 2)
            let expires = try jobs.compactMap { try JobRecord(decoding: $0.record[...]).expires }
            #expect(expires.count == 1)
            #expect(abs(expires[0] - now - 30_000) < 10_000)
        }
    }

    @Test("a bulk is spread evenly over its span")
    func spread() async throws {
        try await StoreWorld.with { world in
            let ids = (0..<10).map { _ in world.id() }
            var request = EnqueueRequest(
                tenant: world.acme, lane: LaneName(queue: .default, job: "noop"), start: .after(.seconds(100)),
                idsAreFresh: true, jobs: ids.map { world.record($0, world.acme) })
            request.spread = SpreadRequest(span: .seconds(20), before: 10, total: 20)
            let before = try await Inspector(world.store).serverTime()
            _ = try await world.store.enqueue(request)
            let after = try await Inspector(world.store).serverTime()
            var due: [Int64] = []
            for id in ids {
                due.append(try #require(await world.store.inspect(JobKey(tenant: world.acme, id: id))?.instant))
            }
            for (one, next) in zip(due, due.dropFirst()) { #expect(next - one == 1000) }
            #expect((before + 110_000...after + 110_000).contains(due[0]))
        }
    }

    @Test("a guard against a full Redis refuses new jobs for a while, and lets what is there end")
    func fullGuard() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 2)
            try await world.store.guardMemory(for: .seconds(30))
            let error = await #expect(throws: BellhopError.self) { try await world.fill(world.acme, 1) }
            #expect(error?.code == .storeFull)
            #expect(error?.retryAfter != nil)
            let worker = try await world.join()
            try await worker.settle(try await worker.claim(2), .succeeded(result: nil))
            try await world.store.guardMemory(for: .zero)
            _ = try await world.fill(world.acme, 1)
        }
    }
}

extension StoreWorld {
    /// Says what came of a job that was enqueued under a unique key.
    struct UniqueAnswer {
        let id: JobID
        let rejected: [JobID: JobID]
    }

    func unique(
        _ key: String, _ lifetime: UniqueRequest.Lifetime = .untilFinished,
        conflict: UniqueRequest.Conflict = .reject, tenant: TenantID? = nil
    ) async throws -> UniqueAnswer {
        let id = id()
        let tenant = tenant ?? acme
        var request = EnqueueRequest(
            tenant: tenant, lane: LaneName(queue: .default, job: "noop"), idsAreFresh: true, jobs: [record(id, tenant)])
        request.unique = UniqueRequest(lifetime: lifetime, conflict: conflict, keys: ["noop:\(key)"])
        return UniqueAnswer(id: id, rejected: try await store.enqueue(request).rejected)
    }

    /// Counts the bytes that the store has on record for a tenant's jobs.
    func bytes(of tenant: TenantID) async throws -> Int {
        let key = store.keyspace(of: tenant).key(.record)
        return Int(try await store.redis.send(RedisCommand("HGET", key, "bytes")).string()) ?? 0
    }

    /// Settles jobs as a worker does, with what it knows of where their payloads lie.
    func settle(_ worker: TestWorker, _ jobs: [ClaimedJob], _ settlement: Settlement) async throws {
        let settled = try jobs.map {
            SettledJob(
                claim: $0.claim, id: $0.id, attempt: 1, runMicroseconds: 10,
                isPayloadApart: try JobRecord(decoding: $0.record[...]).isPayloadApart, recordBytes: $0.record.count,
                settlement: settlement)
        }
        _ = try await worker.exchange(0, settling: settled)
    }
}
