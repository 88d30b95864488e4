import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

/// Sets what the store knows of the beats so far, as if the server's clock had gone on, stood still or jumped.
@Suite(.redisServer, .timeLimit(.minutes(2)))
struct CalmTests {
    private static let lease = Duration.seconds(15)

    /// Lets the last beat have come so many milliseconds ago, and the calm have begun so many ago.
    private func note(_ world: StoreWorld, beat: Int64, calm: Int64) async throws {
        let now = try await Inspector(world.store).serverTime()
        _ = try await world.store.redis.send(
            RedisCommand(
                "HSET", world.store.keys.key(.clock), "beat", "\(now - beat)", "calm", "\(now - calm)"))
    }

    private func beat(_ world: StoreWorld, _ worker: TestWorker, lease: Duration = lease) async throws -> BeatReply {
        try await world.store.beat(worker.id, lease: lease, info: "{}")
    }

    @Test("the beats of a single worker make a calm, also when one of them is missing", arguments: [500_000, 800_000])
    func single(gap: Int64) async throws {
        // Long enough for the slowest machine: nothing here may depend on how long a call takes.
        let lease = Duration.seconds(1500)
        try await StoreWorld.with { world in
            let worker = try await world.join(lease: lease)
            try await note(world, beat: gap, calm: 3_600_000)
            #expect(try await beat(world, worker, lease: lease).calm >= .seconds(3600))
        }
    }

    @Test(
        "an outage, or a server clock that jumps ahead as at a failover, begins the calm anew",
        arguments: [10_100, 3_600_000])
    func gap(milliseconds: Int64) async throws {
        try await StoreWorld.with { world in
            let worker = try await world.join(lease: Self.lease)
            try await note(world, beat: milliseconds, calm: 7_200_000)
            #expect(try await beat(world, worker).calm < .seconds(5))
            #expect(try await beat(world, worker).calm < .seconds(5))
        }
    }

    @Test("a server clock that jumps back begins the calm anew, and brings back the lease ends that lie too far ahead")
    func back() async throws {
        try await StoreWorld.with { world in
            let dead = try await world.join(lease: .seconds(20))
            let worker = try await world.join(lease: Self.lease)
            let now = try await Inspector(world.store).serverTime()
            let key = world.store.keys.key(.workers)
            _ = try await world.store.redis.send(RedisCommand("ZADD", key, "\(now + 3_620_000)", dead.id.rawValue))
            try await note(world, beat: -3_600_000, calm: -3_000_000)
            let reply = try await beat(world, worker)
            #expect(reply.calm < .seconds(5))
            let end = try await world.store.redis.send(RedisCommand("ZSCORE", key, dead.id.rawValue)).integer()
            #expect(end >= now && Int64(end) <= reply.now + 20_000)
        }
    }

    @Test("a worker with a short lease does not take the long pauses of the others for an outage")
    func mixed() async throws {
        try await StoreWorld.with { world in
            let patient = try await world.join(lease: .seconds(60))
            _ = try await beat(world, patient, lease: .seconds(60))
            try await note(world, beat: 20_000, calm: 100_000)
            let hasty = try await world.join(lease: .seconds(3))
            #expect(try await beat(world, hasty, lease: .seconds(3)).calm >= .seconds(100))
        }
    }
}
