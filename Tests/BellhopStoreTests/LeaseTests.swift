import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct LeaseTests {
    @Test(
        "jobs of a worker whose lease ended go back to their heads; attempts stay, crashes count for what was held")
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
            for _ in 0..<4 {
                let jobs = try await worker.claim(1)
                try await worker.settle(jobs, .succeeded(result: nil))
                order += jobs
            }
            #expect(order.map(\.id) == ids)
            let records = try order.map { try JobRecord(decoding: $0.record[...]) }
            #expect(records.allSatisfy { $0.attempts == 0 })
            #expect(records.map(\.crashes) == [1, 1, 0, 0])
            #expect(try await dead.exchange(1).status == .lost)
            #expect(try await world.store.beat(dead.id, lease: .seconds(1), info: "{}").holds == false)
        }
    }

    @Test("a lease that holds is not reaped, and an end further away than the lease is long is brought back")
    func holds() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 1)
            let worker = try await world.join(lease: .seconds(5))
            #expect(try await worker.claim(1).count == 1)
            // As after a server clock that was ahead and jumped back.
            _ = try await world.store.redis.send(
                RedisCommand("ZADD", world.store.keys.key(.workers), "9000000000000", worker.id.rawValue))
            let reply = try await world.store.reap(longestLease: .seconds(60))
            #expect(reply.returned == 0)
            let beat = try await world.store.beat(worker.id, lease: .seconds(5), info: "{}")
            #expect(try #require(reply.earliestLeaseEnd) <= beat.now + 5000)
        }
    }

    @Test("the claims of two thousand tenants are all returned, page by page")
    func reapMany() async throws {
        try await StoreWorld.with { world in
            let dead = try await world.join(lease: .milliseconds(1))
            for index in 0..<2000 {
                let tenant = try TenantID("t\(index)")
                _ = try await world.store.addTenant(tenant)
                _ = try await world.fill(tenant, 1)
            }
            #expect(try await dead.claim(2000).count == 2000)
            var returned = 0
            for _ in 0..<100 {
                let reply = try await world.store.reap(longestLease: .seconds(60))
                returned += reply.returned
                if !reply.hasMore { break }
            }
            #expect(returned == 2000)
            #expect(try await Inspector(world.store).workers().isEmpty)
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
