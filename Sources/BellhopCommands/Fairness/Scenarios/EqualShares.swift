import Bellhop
import BellhopCore

/// Shows that a thousand equal tenants get the same worker time, whatever the lengths of their jobs.
struct EqualShares: FairnessScenario {
    static let name = "equal"
    static let summary = "1 000 equal tenants with jobs of 4, 10, 25 and 100 ms, some with all of them, 64 slots"

    private static let slots = 64
    private static let lengths = [4, 10, 25, 100]

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let (count, seconds) = isQuick ? (50, 2) : (1000, 20)
        let (runs, tenants) = try await FairnessStage.open { stage in
            let tenants = try await stage.tenants(count)
            // Half as much again as anybody is entitled to.
            let worth = 1.5 * Double(Self.slots * (seconds + 1)) / Double(count)
            let indices = Dictionary(uniqueKeysWithValues: tenants.enumerated().map { ($1, $0) })
            try await stage.sideBySide(tenants) { tenant in
                let kind = (indices[tenant] ?? 0) % (Self.lengths.count + 1)
                let lengths = kind < Self.lengths.count ? [Self.lengths[kind]] : Self.lengths
                let number = max(4, Int(worth * 1000 / Double(lengths.reduce(0, +)) * Double(lengths.count)))
                let payloads = (0..<number).map { SleepJob.payload(.milliseconds(lengths[$0 % lengths.count])) }
                try await stage.client.enqueue(name: SleepJob.name, payloads: payloads, for: tenant)
            }
            let log = RunLog()
            try await stage.working(slots: Self.slots, log: log) {
                try await stage.until("a job has run") { log.count > 0 }
                try await Task.sleep(for: .seconds(seconds) + .milliseconds(200))
            }
            return (log.runs, tenants)
        }
        let window = runs.start..<runs.start + seconds * 1_000_000
        let time = runs.workerSeconds(in: window)
        let shares = Sample(tenants.map { time[$0] ?? 0 })
        let mean = shares.sum / Double(count)
        return FairnessReport(
            figures: [
                Figure("jain", "Jain's index of worker time", shares.jain, aim: .atLeast(0.99)),
                Figure("least", "the tenant that got least, to the mean", shares.quantile(0) / mean, unit: "×"),
                Figure("most", "the tenant that got most, to the mean", shares.quantile(1) / mean, unit: "×"),
                Figure("jobs", "jobs a second", Double(runs.count) / Double(seconds)),
            ], plot: plot(tenants.map { (time[$0] ?? 0) / mean }))
    }

    private func plot(_ shares: [Double]) -> Plot {
        let kinds = Self.lengths.count + 1
        let series = (0..<kinds).map { kind in
            let own = Sample(stride(from: kind, to: shares.count, by: kinds).map { shares[$0] })
            return PlotSeries(
                name: kind < Self.lengths.count ? "\(Self.lengths[kind]) ms" : "all of them",
                points: own.distribution(60))
        }
        return Plot(
            title: "A thousand equal tenants, jobs of four lengths",
            panels: [
                PlotPanel(
                    title: "Worker time by the length of jobs",
                    x: PlotAxis("worker time, to the mean", holding: shares, including: [0.8, 1.2]),
                    y: PlotAxis("part of the tenants that got no more", holding: [0, 1]), series: series,
                    rules: [PlotPanel.Rule(label: "mean", value: 1, isVertical: true)])
            ])
    }
}
