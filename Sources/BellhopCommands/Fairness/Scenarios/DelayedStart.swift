import Bellhop
import BellhopCore
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Shows how long after its instant a delayed job starts when nothing else is to be done.
struct DelayedStart: FairnessScenario {
    static let name = "delay"
    static let summary = "jobs with an instant of their own on an idle worker: how late they start"

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let count = isQuick ? 50 : 1000
        let lateness = Mutex<[Double]>([])
        try await FairnessStage.open { stage in
            let tenant = try await stage.tenant("delayed")
            var registry = JobRegistry()
            try registry.register(SleepJob.name, retry: .never) { _, payload in
                // Server and worker share the machine, and so its clock.
                let late = Self.realMilliseconds() - (Double(String(decoding: payload, as: UTF8.self)) ?? 0)
                lateness.withLock { $0.append(late) }
                return nil
            }
            try await stage.working(slots: 32, registry: registry) {
                var random = SystemRandomNumberGenerator()
                try await stage.fill(tenant, 20, .zero)
                try await stage.until("the first jobs have run") { lateness.withLock { $0.count } >= 20 }
                lateness.withLock { $0 = [] }
                for _ in 0..<count {
                    let instant = (Self.realMilliseconds() + Double.random(in: 100...1000, using: &random)).rounded()
                    try await stage.client.enqueue(
                        name: SleepJob.name, payloads: [Array("\(Int(instant))".utf8)], for: tenant,
                        options: EnqueueOptions(runAt: Date(timeIntervalSince1970: instant / 1000)))
                    try await Task.sleep(for: .milliseconds(Int.random(in: 5...25, using: &random)))
                }
                try await stage.until("all jobs have run", within: .seconds(10)) {
                    lateness.withLock { $0.count } >= count
                }
            }
        }
        let sample = Sample(lateness.withLock { $0 })
        return FairnessReport(
            figures: [
                Figure("p99", "start after the instant, p99", sample.quantile(0.99), unit: "ms", aim: .atMost(10)),
                Figure("p50", "start after the instant, p50", sample.median, unit: "ms"),
                Figure("earliest", "the earliest start", sample.quantile(0), unit: "ms", aim: .atLeast(0)),
                Figure("latest", "the latest start", sample.quantile(1), unit: "ms"),
            ], plot: plot(sample))
    }

    private static func realMilliseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
    }

    private func plot(_ sample: Sample) -> Plot {
        let points = sample.distribution()
        return Plot(
            title: "Delayed jobs on an idle worker",
            panels: [
                PlotPanel(
                    title: "Start after the instant",
                    x: PlotAxis("ms", holding: points.map { max($0.x, 0.1) }, including: [10], isLogarithmic: true),
                    y: PlotAxis("part of the jobs that started no later", holding: [0, 1]),
                    series: [PlotSeries(name: "", points: points)],
                    rules: [.init(label: "aim for p99", value: 10, isVertical: true)])
            ])
    }
}
