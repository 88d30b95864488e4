import Bellhop
import BellhopCore

/// Shows that a tenant which is alone gets every slot.
struct AloneScenario: FairnessScenario {
    static let name = "alone"
    static let summary = "one tenant alone with work waiting, 16 slots: the time in which a slot runs nothing"

    private static let slots = 16

    func measure(isQuick: Bool) async throws -> FairnessReport {
        var points: [Plot.Point] = []
        for length in isQuick ? [1, 100] : [1, 2, 5, 10, 20, 50, 100, 200] {
            let idle = try await idle(.milliseconds(length), seconds: isQuick ? 1 : 8)
            points.append(Plot.Point(Double(length), max(idle, 0) * 100))
        }
        let figures = points.reversed().map { point in
            // A slot is idle for the call that settles its job and claims the next: half a millisecond or so, which is
            // nothing to jobs of 100 ms, and a lot to jobs of one.
            Figure(
                "idle\(Int(point.x))ms", "slots idle with work waiting, \(Int(point.x))-ms jobs", point.y, unit: "%",
                aim: point.x == 100 ? .atMost(1) : nil)
        }
        return FairnessReport(figures: figures.sorted { $0.aim != nil && $1.aim == nil }, plot: plot(points))
    }

    private func plot(_ points: [Plot.Point]) -> Plot {
        Plot(
            title: "A tenant alone: the time between two jobs of a slot",
            panels: [
                PlotPanel(
                    title: "Idle slots with work waiting, by the length of the jobs",
                    x: PlotAxis("length of the jobs, ms", holding: points.map(\.x), isLogarithmic: true),
                    y: PlotAxis("idle, %", holding: points.map(\.y), including: [0.1, 10], isLogarithmic: true),
                    series: [
                        PlotSeries(name: "", points: points),
                        PlotSeries(name: "", points: points, style: .dots, color: 0),
                    ], rules: [.init(label: "aim", value: 1)])
            ])
    }

    private func idle(_ length: Duration, seconds: Int) async throws -> Double {
        try await FairnessStage.open { stage in
            let tenant = try await stage.tenant("alone")
            try await stage.fill(tenant, Int(Double(Self.slots * (seconds + 2)) / length.seconds), length)
            let log = RunLog()
            try await stage.working(slots: Self.slots, log: log) {
                try await stage.until("every slot has had a job") { log.count >= Self.slots }
                try await Task.sleep(for: .seconds(seconds) + .milliseconds(300))
            }
            let start = log.runs.start + 200_000
            let window = start..<start + seconds * 1_000_000
            let busy = log.runs.workerSeconds(in: window)[tenant] ?? 0
            return 1 - busy / Double(Self.slots * seconds)
        }
    }
}
