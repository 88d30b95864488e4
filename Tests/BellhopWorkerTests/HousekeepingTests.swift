import Bellhop
import BellhopStore
import BellhopTesting
import BellhopWorker
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct HousekeepingTests {
    @Test("a worker keeps dead jobs within their bound by itself, also when no job ends")
    func bounds() async throws {
        var options = WorkerOptions.quick
        options.tidy = .milliseconds(50)
        options.mostBuried = 2
        try await withProbes(options: options) { client, acme, _ in
            var refs: [JobRef] = []
            for _ in 0..<6 {
                refs.append(try await client.enqueue(Probe.make { _ in throw JobStop(.dead, "no") }, for: acme))
            }
            let inspector = Inspector(client.store)
            while try await inspector.summary(of: acme).died < 6 {}
            while try await inspector.buriedCount(of: acme, .dead) > 2 {}
            let left = Set(try await inspector.buried(of: acme, .dead).map(\.id))
            #expect(left.count == 2 && left.isSubset(of: refs.map(\.id)))
        }
    }
}
