import Bellhop
import BellhopStore
import BellhopTesting
import BellhopWorker
import FoundationEssentials
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct WallClockTests {
    @Test("a client and a worker whose clock is wrong change nothing", arguments: [-3600.0, 3600.0, -34_560_000.0])
    func wrong(seconds: Double) async throws {
        let namespace = freshNamespace()
        var configuration = BellhopConfiguration(redis: RedisServer.current.url, namespace: namespace)
        configuration.wallClock = { Date.now + seconds }
        let wrong = try BellhopClient(configuration, logger: silentLogger)
        try await withClient(namespace: namespace) { right in
            let acme = try TenantID("acme")
            try await wrong.tenants.add(acme)
            var options = WorkerOptions.quick
            // Only the due instant may wake it.
            options.poll = .seconds(3600)
            try await withWorker(wrong, registry: .probes(), options: options) {
                let asked = ContinuousClock.now
                let ref = try await wrong.enqueue(
                    Probe.make { context in
                        if context.attempt == 1 { throw JobStop(.retry(after: .milliseconds(200)), "again") }
                        return "done"
                    }, for: acme, options: .init(delay: .milliseconds(300)))
                for client in [right, wrong] {
                    let result = try await client.scoped(to: acme).result(of: ref.id, as: String.self)
                    #expect(result == "done")
                }
                #expect(ContinuousClock.now - asked >= .milliseconds(499))
                // Clients with different clocks enqueue in the order in which they ask.
                var refs: [JobRef] = []
                try await right.tenants.suspend(acme)
                for client in [right, wrong, right, wrong] {
                    refs.append(try await client.enqueue(Probe.make { _ in "" }, for: acme))
                }
                let waiting = try await right.scoped(to: acme).jobs(.ready).map(\.id)
                #expect(waiting == refs.map(\.id))
                let ended = try await right.scoped(to: acme).jobs(.succeeded)
                let finished = try #require(ended.first?.instant)
                let now = try await Inspector(right.store).serverTime()
                #expect(abs(finished - now) < 60_000)
            }
        }
        await wrong.close()
    }
}
