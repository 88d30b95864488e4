import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct LeaseTests {
    @Test("jobs of a worker whose lease ended go back to their heads; attempts stay, crashes count for what had started")
    func reap() async throws {
        try await StoreWorld.with { world in
            let ids = try await world.fill(world.acme, 4)
            let dead = try await world.join(lease: .milliseconds(1))
            _ = try await dead.claim(1)
            _ = try await dead.claim(1)
            let reply = try await world.store.reap(longestLease: .seconds(60))
            #expect(reply.worker == dead.id)
            #expect(reply.returned == 2)
            #expect(!reply.hasMore)
            let worker = try await world.join()
            var order: [ClaimedJob] = []
            for _ in 0..<4 { order += try await worker.claim(1) }
            #expect(order.map(\.id) == ids)
            let records = try order.map { try JobRecord(decoding: $0.record[...]) }
            #expect(records.allSatisfy { $0.attempts == 0 })
            // The second call was never confirmed by a third, so its job may not have started.
            #expect(records.map(\.crashes) == [1, 0, 0, 0])
            #expect(try await dead.exchange(1).status == .lost)
            #expect(try await world.store.beat(dead.id, lease: .seconds(1), info: "{}").holds == false)
        }
    }

    @Test("a lease that holds is not reaped, and a far lease end is brought back to the longest lease")
    func holds() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 1)
            let worker = try await world.join(lease: .seconds(100_000))
            #expect(try await worker.claim(1).count == 1)
            let reply = try await world.store.reap(longestLease: .seconds(5))
            #expect(reply.returned == 0)
            let beat = try await world.store.beat(worker.id, lease: .seconds(5), info: "{}")
            #expect(try #require(reply.earliestLeaseEnd) <= beat.now + 5000)
        }
    }

    @Test("a worker that holds claims stays on the register until they are reaped")
    func leaving() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 1)
            let worker = try await world.join()
            let jobs = try await worker.claim(1)
            #expect(try await world.store.leave(worker.id, queues: []) == 1)
            #expect(try await world.store.drained(queues: []).isDrained == false)
            try await worker.settle(jobs, .succeeded(result: nil))
            #expect(try await world.store.leave(worker.id, queues: []) == 0)
            #expect(try await Inspector(world.store).workers().isEmpty)
            #expect(try await world.store.drained(queues: []).isDrained)
        }
    }

    @Test("an idle worker is woken once by whoever brings work, and nobody is while all are busy")
    func wakeUps() async throws {
        try await StoreWorld.with { world in
            let worker = try await world.join()
            let idle = world.store.keys.key(.idle)
            #expect(try await worker.claim(4).isEmpty)
            #expect(try await world.store.redis.send(RedisCommand("ZSCORE", idle, worker.id.rawValue)).integer() == 4)
            _ = try await world.fill(world.acme, 1)
            #expect(try await world.store.redis.send(RedisCommand("ZCARD", idle)).integer() == 0)
        }
    }
}
