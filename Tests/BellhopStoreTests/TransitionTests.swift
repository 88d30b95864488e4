import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct TransitionTests {
    @Test("an enqueue for an unknown tenant is refused and writes nothing")
    func unknownTenant() async throws {
        try await StoreWorld.with(tenants: false) { world in
            let error = await #expect(throws: BellhopError.self) { try await world.enqueue(world.acme, [world.id()]) }
            #expect(error?.code == .unknownTenant)
            let keys = try await world.keys()
            #expect(keys.isEmpty)
        }
    }

    @Test("a known id is left as it is, while it waits and when it has ended")
    func idempotent() async throws {
        try await StoreWorld.with { world in
            let id = world.id()
            #expect(try await world.enqueue(world.acme, [id], fresh: false).isEmpty)
            #expect(try await world.enqueue(world.acme, [id], fresh: false) == [id])
            let worker = try await world.join()
            let jobs = try await worker.claim(10)
            #expect(jobs.count == 1)
            #expect(try await world.enqueue(world.acme, [id], fresh: false) == [id])
            try await worker.settle(jobs, .succeeded(result: nil))
            #expect(try await world.enqueue(world.acme, [id], fresh: false) == [id])
            #expect(try await worker.claim(10).isEmpty)
        }
    }

    @Test("a run that has lost its claim enqueues nothing")
    func lateChild() async throws {
        try await StoreWorld.with { world in
            let parent = try await world.fill(world.acme, 1)[0]
            let worker = try await world.join()
            let job = try await worker.claim(1)[0]
            let proof = ClaimProof(
                job: JobKey(tenant: world.acme, id: parent), worker: worker.id, fence: job.claim.fence)
            var request = EnqueueRequest(
                tenant: world.acme, lane: LaneName(queue: .default, job: "noop"), idsAreFresh: true,
                jobs: [world.record(world.id(), world.acme)])
            request.parent = proof
            _ = try await world.store.enqueue(request)
            #expect(try await worker.claim(1).count == 1)
            try await worker.settle([job], .released)
            #expect(try await worker.claim(1).map(\.id) == [parent])
            request.jobs = [world.record(world.id(), world.acme)]
            let late = request
            let error = await #expect(throws: BellhopError.self) { try await world.store.enqueue(late) }
            #expect(error?.code == .claimLost)
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 0)
        }
    }

    @Test("a tenant's backlog is bounded to the job, also for many at once, and running jobs do not count")
    func backlog() async throws {
        try await StoreWorld.with { world in
            try await world.enqueue(world.acme, (0..<8).map { _ in world.id() }, mostWaiting: 10)
            let error = await #expect(throws: BellhopError.self) {
                try await world.enqueue(world.acme, (0..<3).map { _ in world.id() }, mostWaiting: 10)
            }
            #expect(error?.code == .backlogFull)
            #expect(error?.retryAfter != nil)
            let ids = (0..<2).map { _ in world.id() }
            try await world.enqueue(world.acme, ids, mostWaiting: 10)
            #expect(try await world.enqueue(world.acme, ids, fresh: false, mostWaiting: 10) == ids)
            let worker = try await world.join()
            for _ in 0..<3 { #expect(try await worker.claim(1).count == 1) }
            try await world.enqueue(world.acme, (0..<3).map { _ in world.id() }, mostWaiting: 10)
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 10)
        }
    }

    @Test("a job is claimed once, settled once, and its outcome is read back")
    func lifecycle() async throws {
        try await StoreWorld.with { world in
            let id = try await world.fill(world.acme, 1)[0]
            #expect(try await world.state(world.acme, id) == .ready)
            let worker = try await world.join()
            let jobs = try await worker.claim(5)
            #expect(jobs.map(\.id) == [id])
            #expect(try await world.state(world.acme, id) == .running)
            #expect(try await worker.claim(5).isEmpty)
            #expect(try await worker.settle(jobs, .succeeded(result: Array("3".utf8)), microseconds: 77).isEmpty)
            let snapshot = try #require(try await world.store.inspect(JobKey(tenant: world.acme, id: id)))
            #expect(snapshot.state == .succeeded)
            #expect(snapshot.result == Array("3".utf8))
            #expect(snapshot.runMicroseconds == 77)
            #expect(snapshot.name == "noop")
            #expect(try await worker.settle(jobs, .succeeded(result: nil)) == [id])
        }
    }

    @Test("a claim call repeated under its number gives the same jobs and settles nothing twice")
    func replay() async throws {
        try await StoreWorld.with { world in
            let ids = try await world.fill(world.acme, 3)
            let worker = try await world.join()
            let first = try await worker.exchange(2, call: 1)
            let again = try await worker.exchange(2, call: 1)
            #expect(first.jobs.map(\.id) == again.jobs.map(\.id))
            #expect(first.jobs.map(\.claim.fence) == again.jobs.map(\.claim.fence))
            #expect(first.jobs.map(\.record) == again.jobs.map(\.record))
            try await worker.settle(first.jobs, .succeeded(result: nil))
            #expect(try await worker.exchange(2, call: 1).status == .old)
            let rest = try await worker.exchange(5, call: 9)
            #expect(Set(rest.jobs.map(\.id) + first.jobs.map(\.id)) == Set(ids))
        }
    }

    @Test("fences rise with every claim, and a late writer's settlement is refused")
    func fences() async throws {
        try await StoreWorld.with { world in
            let id = try await world.fill(world.acme, 1)[0]
            let slow = try await world.join()
            let old = try await slow.claim(1)
            try await slow.settle(old, .released)
            let fast = try await world.join()
            let new = try await fast.claim(1)
            #expect(new[0].claim.fence > old[0].claim.fence)
            #expect(try await slow.settle(old, .succeeded(result: nil)) == [id])
            #expect(try await world.state(world.acme, id) == .running)
            #expect(try await fast.settle(new, .succeeded(result: nil)).isEmpty)
        }
    }

    @Test("released jobs go back to the head of their lane in their old order, with no attempt used")
    func release() async throws {
        try await StoreWorld.with { world in
            let ids = try await world.fill(world.acme, 6)
            let worker = try await world.join()
            var jobs: [ClaimedJob] = []
            for _ in 0..<3 { jobs += try await worker.claim(1) }
            try await worker.settle(jobs, .released)
            var order: [JobID] = []
            for _ in 0..<6 { order += try await worker.claim(1).map(\.id) }
            #expect(order == ids)
            #expect(try await world.store.inspect(JobKey(tenant: world.acme, id: ids[0]))?.attempt == 1)
        }
    }

    @Test("a retry becomes due, counts its attempt, keeps its error, and is promoted at its instant")
    func retry() async throws {
        try await StoreWorld.with { world in
            let id = try await world.fill(world.acme, 1)[0]
            let worker = try await world.join()
            try await worker.settle(try await worker.claim(1), .retry(after: .seconds(60), error: #"{"message":"no"}"#))
            let snapshot = try #require(try await world.store.inspect(JobKey(tenant: world.acme, id: id)))
            #expect(snapshot.state == .due)
            #expect(snapshot.attempt == 1)
            #expect(snapshot.errors == [#"{"message":"no"}"#])
            let reply = try await worker.exchange(1)
            #expect(reply.jobs.isEmpty)
            #expect(reply.nextDue == snapshot.instant)
            try await world.store.retry(JobKey(tenant: world.acme, id: id))
            let again = try await worker.claim(1)
            #expect(again.map(\.id) == [id])
            #expect(try JobRecord(decoding: again[0].record[...]).attempts == 1)
        }
    }

    @Test("a delayed job is not claimed before its instant, and is claimed at it")
    func delayed() async throws {
        try await StoreWorld.with { world in
            try await world.enqueue(world.acme, [world.id()], start: .after(.seconds(3600)))
            let past = world.id()
            try await world.enqueue(world.acme, [past], start: .after(.zero))
            #expect(try await world.join().claim(5).map(\.id) == [past])
        }
    }

    @Test("a dead job is kept with its errors and comes back with all its attempts")
    func dead() async throws {
        try await StoreWorld.with { world in
            let id = try await world.fill(world.acme, 1)[0]
            let worker = try await world.join()
            try await worker.settle(try await worker.claim(1), .dead(error: #"{"message":"x"}"#), attempt: 7)
            let dead = try await Inspector(world.store).jobs(of: world.acme, state: .dead)
            #expect(dead.map(\.id) == [id])
            #expect(dead[0].attempt == 7)
            try await world.store.retry(JobKey(tenant: world.acme, id: id))
            let jobs = try await worker.claim(1)
            #expect(try JobRecord(decoding: jobs[0].record[...]).attempts == 0)
            let error = await #expect(throws: BellhopError.self) {
                try await world.store.retry(JobKey(tenant: world.acme, id: id))
            }
            #expect(error?.code == .wrongState)
        }
    }

    @Test("a waiting job is cancelled at once, a running one by a mark that its worker's beat brings")
    func cancel() async throws {
        try await StoreWorld.with { world in
            let ids = try await world.fill(world.acme, 2)
            let worker = try await world.join()
            let jobs = try await worker.claim(1)
            #expect(try await world.store.cancel(JobKey(tenant: world.acme, id: ids[1])) == .cancelled)
            #expect(try await world.state(world.acme, ids[1]) == .cancelled)
            #expect(try await world.store.cancel(JobKey(tenant: world.acme, id: ids[0])) == .marked)
            let beat = try await world.store.beat(worker.id, lease: .seconds(60), info: "{}")
            #expect(beat.cancels == [JobKey(tenant: world.acme, id: ids[0])])
            #expect(
                try await world.store.beat(worker.id, lease: .seconds(60), info: "{}", heeded: [ids[0]]).cancels.isEmpty
            )
            try await worker.settle(jobs, .cancelled)
            #expect(try await world.store.cancel(JobKey(tenant: world.acme, id: ids[0])) == .finished)
            #expect(try await worker.claim(5).isEmpty)
            let error = await #expect(throws: BellhopError.self) {
                try await world.store.cancel(JobKey(tenant: world.acme, id: world.id()))
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test("a large payload is kept apart, fetched by itself, and gone with its job")
    func largePayload() async throws {
        try await StoreWorld.with { world in
            let id = world.id()
            let text = String(repeating: "x", count: 100_000)
            _ = try await world.store.enqueue(
                EnqueueRequest(
                    tenant: world.acme, lane: LaneName(queue: .default, job: "noop"), idsAreFresh: true,
                    jobs: [world.record(id, world.acme, payload: text), world.record(world.id(), world.acme)]))
            let worker = try await world.join()
            let first = try await worker.claim(1)
            #expect(first[0].record.count < 1000)
            #expect(try JobRecord(decoding: first[0].record[...]).isPayloadApart)
            let key = JobKey(tenant: world.acme, id: id)
            #expect(try await world.store.payload(of: key) == Array(text.utf8))
            #expect(try await world.store.inspect(key)?.payload == Array(text.utf8))
            let settled = SettledJob(
                claim: first[0].claim, id: id, attempt: 1, runMicroseconds: 1, isPayloadApart: true,
                recordBytes: 0, settlement: .succeeded(result: nil))
            _ = try await worker.exchange(0, settling: [settled])
            #expect(try await world.store.payload(of: key) == nil)
        }
    }

    @Test("after SCRIPT FLUSH the next call of each script works")
    func flushed() async throws {
        try await StoreWorld.with { world in
            _ = try await world.store.redis.send(RedisCommand("SCRIPT", "FLUSH"))
            _ = try await world.fill(world.acme, 1)
            _ = try await world.store.redis.send(RedisCommand("SCRIPT", "FLUSH"))
            #expect(try await world.join().claim(1).count == 1)
        }
    }
}
