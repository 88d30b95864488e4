import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct MemoryLimitTests {
    @Test("at the memory limit an enqueue is refused whole, and claims and settlements go on")
    func full() async throws {
        try await StoreWorld.with { world in
            let ids = try await world.fill(world.acme, 4)
            let worker = try await world.join()
            _ = try await world.store.redis.send(RedisCommand("CONFIG", "SET", "maxmemory", "1"))
            let before = try await world.dump(world.acme)
            let error = await #expect(throws: BellhopError.self) { try await world.fill(world.acme, 1) }
            #expect(error?.code == .storeFull)
            #expect(try await world.dump(world.acme) == before)
            let jobs = try await worker.claim(4)
            #expect(jobs.map(\.id) == ids)
            try await worker.settle([jobs[0]], .succeeded(result: nil))
            try await worker.settle([jobs[1]], .released)
            try await worker.settle([jobs[2], jobs[3]], .dead(error: "{}"))
            let refused = await #expect(throws: BellhopError.self) {
                try await world.store.restore([ids[2]], of: world.acme, from: .dead)
            }
            #expect(refused?.code == .storeFull)
            #expect(try await world.state(world.acme, ids[2]) == .dead)
            #expect(try await world.store.delete([ids[3]], of: world.acme, from: .dead) == 1)
            #expect(try await world.store.beat(worker.id, lease: .seconds(9), info: "{}").holds)
            #expect(try await world.state(world.acme, ids[0]) == .succeeded)
            _ = try await world.store.redis.send(RedisCommand("CONFIG", "SET", "maxmemory", "0"))
        }
    }
}
