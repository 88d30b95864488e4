import Bellhop
import BellhopCore
import BellhopWorker
import FoundationEssentials
import Histogram
import Logging
import Synchronization

/// Measures the time from the call to enqueue to the start of the handler, with nothing else to do.
struct LatencyBench {
    let client: BellhopClient

    /// Enqueues jobs one after the other, each when the one before has started.
    func run(_ count: Int) async throws -> BenchReport {
        let tenant = try TenantID("latency")
        try await client.tenants.add(tenant)
        let (starts, startsContinuation) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
        var registry = JobRegistry()
        try registry.register("ping", retry: .never) { _, _ in
            startsContinuation.yield(.now)
            return nil
        }
        let worker = try Worker(
            client, registry: registry, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let histogram = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            defer { group.cancelAll() }
            var histogram = Histogram<UInt64>(
                highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
            var iterator = starts.makeAsyncIterator()
            for index in 0..<count + 20 {
                let asked = ContinuousClock.now
                try await client.enqueue(name: "ping", payloads: [Array("{}".utf8)], for: tenant)
                guard let started = await iterator.next() else { break }
                // The first ones pay for connections and for scripts that the server does not know yet.
                if index >= 20 { histogram.record(UInt64((started - asked).wholeMicroseconds)) }
                try await Task.sleep(for: .milliseconds(5))
            }
            return histogram
        }
        var report = BenchReport(scenario: "latency idle", jobs: count)
        report.p50Milliseconds = Double(histogram.valueAtPercentile(50)) / 1000
        report.p99Milliseconds = Double(histogram.valueAtPercentile(99)) / 1000
        return report
    }
}
