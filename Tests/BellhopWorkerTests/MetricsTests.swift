import Bellhop
import BellhopRedis
import BellhopStore
import BellhopTesting
import BellhopWorker
import MetricsTestKit
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct MetricsTests {
    private func count(_ metrics: TestMetrics, _ label: String, end: String? = nil) -> Int {
        let dimensions = end.map { [("end", $0)] } ?? []
        return Int((try? metrics.expectCounter(label, dimensions))?.totalValue ?? 0)
    }

    @Test("runs are counted by how they ended, and writes that came too late are counted")
    func counters() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let metrics = TestMetrics()
            let worker = try Worker(
                client, registry: .probes(), options: .quick, metrics: metrics, logger: silentLogger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await worker.run() }
                let scoped = client.scoped(to: acme)
                let good = try await client.enqueue(Probe.make { _ in "" }, for: acme)
                _ = try await scoped.wait(for: good.id)
                let bad = try await client.enqueue(Probe.make { _ in throw JobStop(.dead, "no") }, for: acme)
                _ = try await scoped.wait(for: bad.id)
                #expect(count(metrics, "bellhop.worker.runs", end: "succeeded") == 1)
                #expect(count(metrics, "bellhop.worker.runs", end: "died") == 1)
                #expect(count(metrics, "bellhop.worker.late.writes") == 0)
                let running = client.store.keyspace(of: acme).key(.running)
                _ = try await client.enqueue(
                    Probe.make { context in
                        var steal = RedisCommand("HDEL", running)
                        steal.append(context.ref.id.bytes)
                        _ = try await client.store.redis.send(steal)
                        return "too late"
                    }, for: acme)
                while count(metrics, "bellhop.worker.late.writes") == 0 { await Task.yield() }
                #expect(count(metrics, "bellhop.worker.late.writes") == 1)
                group.cancelAll()
            }
            #expect(try metrics.expectTimer("bellhop.worker.run.duration").values.count == 3)
        }
    }
}
