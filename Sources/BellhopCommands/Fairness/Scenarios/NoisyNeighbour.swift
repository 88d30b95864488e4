import Bellhop
import BellhopCore
import BellhopWorker
import Synchronization

/// Shows what small tenants wait while one tenant has a great many jobs: with that one there and without it in turns, and
/// beside them first-in-first-out, which is what one tenant for all of them gives.
struct NoisyNeighbour: FairnessScenario {
    static let name = "noisy"
    static let summary = "one tenant with 100 000 waiting 1-ms jobs, fifty with 20 each, 10 slots"

    private enum Phase: CaseIterable {
        case absent, present, firstInFirstOut
    }

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let rounds = isQuick ? 1 : 7
        var waits: [Phase: [Sample]] = [:]
        for _ in 0..<rounds {
            for phase in [Phase.absent, .present] {
                waits[phase, default: []].append(try await play(phase, isQuick: isQuick))
            }
        }
        waits[.firstInFirstOut] = [try await play(.firstInFirstOut, isQuick: isQuick)]
        let p99 = Dictionary(
            uniqueKeysWithValues: waits.map { ($0, Sample($1.map { $0.quantile(0.99) }).median) })
        let (absent, present, queue) = (p99[.absent] ?? .nan, p99[.present] ?? .nan, p99[.firstInFirstOut] ?? .nan)
        return FairnessReport(
            figures: [
                Figure(
                    "p99Ratio", "small ones' wait p99, with the big one to without it", present / absent, unit: "×",
                    aim: .atMost(1.5)),
                Figure("absentP99", "wait p99 without the big one, median of \(rounds)", absent, unit: "ms"),
                Figure("presentP99", "wait p99 with the big one, median of \(rounds)", present, unit: "ms"),
                Figure(
                    "worstPresentP99", "wait p99 with the big one, worst of \(rounds)",
                    waits[.present]?.map { $0.quantile(0.99) }.max() ?? .nan, unit: "ms"),
                Figure("firstInFirstOutP99", "wait p99 first-in-first-out", queue, unit: "ms"),
                Figure("firstInFirstOutRatio", "first-in-first-out to without the big one", queue / absent, unit: "×"),
            ], plot: plot(waits))
    }

    /// Gives the waits of the small tenants' jobs in milliseconds, from the call that enqueued them to their start.
    private func play(_ phase: Phase, isQuick: Bool) async throws -> Sample {
        try await FairnessStage.open { stage in
            let big = try await stage.tenant("big")
            let small = phase == .firstInFirstOut ? [] : try await stage.tenants(isQuick ? 10 : 50)
            let warmup = 200
            let backlog = phase == .absent ? warmup : isQuick ? 5000 : 100_000
            try await stage.fill(big, backlog, .milliseconds(1))
            let log = RunLog()
            let (share, count) = (20, isQuick ? 10 : 50)
            let enqueued = Mutex<[TenantID: Int]>([:])
            try await stage.working(slots: 10, log: log) {
                try await stage.until("the first jobs have run") { log.count >= warmup }
                if phase == .firstInFirstOut {
                    enqueued.withLock { $0[big] = monotonicMicroseconds() }
                    for _ in 0..<count { try await stage.fill(big, share, .milliseconds(1)) }
                    try await stage.until("all jobs have run") { log.count >= backlog + share * count }
                } else {
                    try await stage.sideBySide(small) { tenant in
                        enqueued.withLock { $0[tenant] = monotonicMicroseconds() }
                        try await stage.fill(tenant, share, .milliseconds(1))
                    }
                    try await stage.until("the small ones' jobs have run") {
                        log.count - log.count(of: big) >= share * count
                    }
                }
            }
            let runs = log.runs.sorted { $0.started < $1.started }
            // In the order of arrival the last ones are those that came last.
            let own = phase == .firstInFirstOut ? runs.suffix(share * count) : runs.filter { $0.tenant != big }[...]
            let instants = enqueued.withLock { $0 }
            return Sample(own.map { Double($0.started - (instants[$0.tenant] ?? 0)) / 1000 })
        }
    }

    private func plot(_ waits: [Phase: [Sample]]) -> Plot {
        func all(_ phase: Phase) -> [Plot.Point] {
            Sample((waits[phase] ?? []).flatMap { $0.values.map { max($0, 0.1) } }).distribution()
        }
        let series = [
            PlotSeries(name: "big one absent", points: all(.absent)),
            PlotSeries(name: "big one present", points: all(.present)),
            PlotSeries(name: "first-in-first-out", points: all(.firstInFirstOut)),
        ]
        return Plot(
            title: "Fifty small tenants beside one with 100 000 jobs",
            panels: [
                PlotPanel(
                    title: "Wait of the small tenants' jobs",
                    x: PlotAxis(
                        "wait, ms", holding: series.flatMap { $0.points.map(\.x) }, isLogarithmic: true),
                    y: PlotAxis("part of the jobs that waited no longer", holding: [0, 1]), series: series)
            ])
    }
}
