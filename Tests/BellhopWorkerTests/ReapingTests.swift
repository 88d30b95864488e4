import Bellhop
import BellhopRedis
import BellhopStore
import BellhopTesting
import BellhopWorker
import TestSupport
import Testing

/// Looks at when a worker takes the jobs of others.
@Suite(.redisServer, .timeLimit(.minutes(2)))
struct ReapingTests {
    /// Gives a job to a worker that never beats again and whose lease ends in `milliseconds` by the server's clock, which
    /// the last beat of all came `silence` ago by; then runs a living worker, and gives how long it took the job to end.
    private func play(
        leaseEndsIn milliseconds: Int64, silence: Int64, calm: Int64, options: WorkerOptions
    ) async throws -> Duration {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let ref = try await client.enqueue(Probe.make { _ in "taken over" }, for: acme)
            let dead = WorkerID(host: "test", process: 1, random: 1)
            _ = try await client.store.join(dead, lease: options.lease, info: "{}")
            #expect(try await client.store.exchange(ExchangeRequest(worker: dead, call: 1, wanted: 1)).jobs.count == 1)
            let now = try await Inspector(client.store).serverTime()
            let keys = client.store.keys
            _ = try await client.store.redis.send(
                RedisCommand("ZADD", keys.key(.workers), "\(now + milliseconds)", dead.rawValue))
            _ = try await client.store.redis.send(
                RedisCommand("HSET", keys.key(.clock), "beat", "\(now - silence)", "calm", "\(now - calm)"))
            let start = ContinuousClock.now
            return try await withWorker(client, registry: try .probes(), options: options) {
                let result = try await client.scoped(to: acme).result(of: ref.id, as: String.self)
                #expect(result == "taken over")
                return ContinuousClock.now - start
            }
        }
    }

    private func hasty() -> WorkerOptions {
        var options = WorkerOptions.quick
        options.lease = .seconds(2)
        options.beat = .milliseconds(500)
        return options
    }

    @Test("after an outage a worker takes nobody's jobs before the beats have come in for a whole lease")
    func outage() async throws {
        let took = try await play(leaseEndsIn: -3_600_000, silence: 3_600_000, calm: 7_200_000, options: hasty())
        #expect(took >= .seconds(2))
    }

    @Test("a server clock that jumps back by an hour does not keep a dead worker alive")
    func clockJumpsBack() async throws {
        let took = try await play(
            leaseEndsIn: 3_602_000, silence: -3_600_000, calm: -1_800_000, options: hasty())
        #expect(took >= .seconds(2))
    }

    @Test("a single worker whose beats are half a lease apart takes over what a dead one held")
    func rareBeats() async throws {
        var options = hasty()
        options.beat = .seconds(1)
        _ = try await play(leaseEndsIn: 500, silence: 0, calm: 0, options: options)
    }

    @Test("what a worker held that died in a calm is taken over when its lease ends, by one that has just begun")
    func calm() async throws {
        var options = hasty()
        options.lease = .seconds(60)
        options.beat = .seconds(20)
        let took = try await play(leaseEndsIn: 500, silence: 0, calm: 600_000, options: options)
        #expect(took < .seconds(60))
    }
}
