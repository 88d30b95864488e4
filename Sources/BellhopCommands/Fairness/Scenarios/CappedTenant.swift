import Bellhop
import BellhopCore
import BellhopStore
import BellhopTesting
import BellhopWorker
import FoundationEssentials

/// Shows that a cap holds while workers are killed all along, and that it costs the others nothing.
struct CappedTenant: FairnessScenario {
    static let name = "caps"
    static let summary =
        "four worker processes, killed one after the other all along; a tenant with a cap of 2 and 10 000 jobs"

    private static let cap = 2
    private static let slots = 8

    /// Is a run in one of the processes.
    private struct Run {
        let isCapped: Bool
        let started: Int
        let ended: Int
    }

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let (workers, jobs) = isQuick ? (2, 300) : (4, 10_000)
        return try await FairnessStage.open { stage in
            let capped = try await stage.tenant("capped", TenantSettings(concurrencyCap: .to(Self.cap)))
            let others = try await stage.tenants(4, "other")
            try await stage.fill(capped, jobs, .milliseconds(2))
            try await stage.sideBySide(others) { try await stage.fill($0, isQuick ? 500 : 10_000, .milliseconds(100)) }
            let crew = FaultCrew(
                count: workers, command: try FairnessWorker.command(url: stage.server.url, concurrency: Self.slots),
                folder: stage.server.folder)
            let inspector = Inspector(stage.client.store)
            let watch = CapWatch(inspector: inspector, tenants: [capped])
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await crew.run() }
                let watching = Task {
                    while !Task.isCancelled {
                        try? await watch.look(at: capped, uptime: { .zero })
                        try? await Task.sleep(for: .milliseconds(1))
                    }
                }
                let killing = Task {
                    for number in UInt64(0)... {
                        try await Task.sleep(for: .milliseconds(isQuick ? 700 : 1500))
                        _ = crew.kill(number)
                    }
                }
                try await stage.until("the capped tenant's jobs have run", every: .milliseconds(50)) {
                    let summary = try await inspector.summary(of: capped)
                    return summary.ready + summary.running + summary.due == 0
                }
                killing.cancel()
                watching.cancel()
                await watching.value
                crew.dismiss()
                try await group.waitForAll()
            }
            let summary = try await inspector.summary(of: capped)
            return report(crew, watch, capped, done: summary.succeeded, jobs: jobs)
        }
    }

    private func report(
        _ crew: FaultCrew, _ watch: CapWatch, _ capped: TenantID, done: Int, jobs: Int
    ) -> FairnessReport {
        var (runs, lives) = ([Run](), [Range<Int>]())
        let kills = Dictionary(uniqueKeysWithValues: crew.kills.map { ($0.journal, $0.microseconds) })
        let journals = crew.journals.map { path in
            (
                path,
                RunJournal.read(String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self))
            )
        }
        // Until the capped tenant had nothing left to run; what stands behind that is the workers' own end.
        let end = journals.flatMap { $0.1 }.filter { $0.tenant == capped.rawValue }.map(\.microseconds).max() ?? 0
        for (path, entries) in journals {
            let death = min(kills[path] ?? end, end)
            guard let ready = entries.first(where: { $0.mark == .ready })?.microseconds, ready < death else { continue }
            lives.append(ready..<death)
            var started: [String: Int] = [:]
            for entry in entries where entry.microseconds <= death && entry.mark != .ready {
                if entry.mark == .started {
                    started[entry.job] = entry.microseconds
                } else if let start = started.removeValue(forKey: entry.job) {
                    runs.append(
                        Run(isCapped: entry.tenant == capped.rawValue, started: start, ended: entry.microseconds))
                }
            }
            // What ran when the process died, or when the capped tenant was done.
            let tenants = Dictionary(entries.map { ($0.job, $0.tenant) }) { first, _ in first }
            for (job, start) in started {
                runs.append(Run(isCapped: tenants[job] == capped.rawValue, started: start, ended: death))
            }
        }
        func seconds(_ spans: some Sequence<Int>) -> Double { Double(spans.reduce(0, +)) / 1e6 }
        let own = runs.filter(\.isCapped)
        let free = seconds(lives.map(\.count)) * Double(Self.slots) - seconds(own.map { $0.ended - $0.started })
        let used = seconds(runs.filter { !$0.isCapped }.map { $0.ended - $0.started })
        let start = lives.map(\.lowerBound).min() ?? 0
        return FairnessReport(
            figures: [
                Figure(
                    "mostClaims", "most claims of the capped tenant at any look", Double(watch.most), aim: .atMost(2)),
                Figure("mostRuns", "most of its jobs that ran at one instant", Double(Self.most(own)), aim: .atMost(2)),
                Figure(
                    "others", "worker time of the others, to the free slots'", used / free * 100, unit: "%",
                    aim: .atLeast(95)),
                Figure("done", "its jobs done", Double(done), aim: .within(Double(jobs), Double(jobs))),
                Figure("kills", "workers killed", Double(kills.count)),
                Figure("looks", "looks at its claims", Double(watch.samples)),
                Figure("rate", "its jobs a second", Double(done) / (Double(end - start) / 1e6)),
            ], plot: plot(runs, lives, start..<max(end, start + 1)))
    }

    /// Counts the runs that overlap most.
    private static func most(_ runs: [Run]) -> Int {
        // At the same microsecond the one that ended goes first.
        let changes = runs.flatMap { [($0.started, 1), ($0.ended, -1)] }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        var (now, most) = (0, 0)
        for change in changes {
            now += change.1
            most = max(most, now)
        }
        return most
    }

    private func plot(_ runs: [Run], _ lives: [Range<Int>], _ window: Range<Int>) -> Plot {
        let step = max(250_000, window.count / 200)
        func average(_ name: String, _ spans: [Range<Int>], _ slots: Double) -> PlotSeries {
            PlotSeries(
                name: name,
                points: stride(from: window.lowerBound, to: window.upperBound - step, by: step).map { start in
                    let span = start..<start + step
                    let time = spans.reduce(0) { $0 + $1.clamped(to: span).count }
                    return Plot.Point(
                        Double(start - window.lowerBound + step / 2) / 1e6, Double(time) / Double(step) * slots)
                })
        }
        func spans(_ isCapped: Bool) -> [Range<Int>] {
            runs.filter { $0.isCapped == isCapped }.map { $0.started..<max($0.started, $0.ended) }
        }
        let series = [
            average("slots of live workers", lives, Double(Self.slots)), average("others", spans(false), 1),
            average("capped tenant", spans(true), 1),
        ]
        return Plot(
            title: "A cap of 2 while workers are killed",
            panels: [
                PlotPanel(
                    title: "Slots", x: PlotAxis("s", holding: series.flatMap { $0.points.map(\.x) }, including: [0]),
                    y: PlotAxis("slots in use", holding: series.flatMap { $0.points.map(\.y) }, including: [0]),
                    series: series, rules: [.init(label: "cap", value: Double(Self.cap))])
            ])
    }
}
