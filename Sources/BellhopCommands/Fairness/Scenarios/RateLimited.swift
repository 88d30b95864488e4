import Bellhop
import BellhopCore

/// Shows that a rate is kept to, neither passed nor left unused, beside a tenant that takes every free slot.
struct RateLimited: FairnessScenario {
    static let name = "rate"
    static let summary = "a rate of 100 a second with a burst of 10, beside a tenant without limits, 10 slots"

    private static let slots = 10

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let seconds = isQuick ? 2 : 20
        let (claims, busy) = try await FairnessStage.open { stage in
            let limited = try await stage.tenant("limited", TenantSettings(rate: .to(RateLimit("100/s:10"))))
            let free = try await stage.tenant("free")
            try await stage.fill(limited, 100 * (seconds + 2), .milliseconds(1))
            try await stage.fill(free, Self.slots * (seconds + 2) * 100, .milliseconds(10))
            let log = RunLog()
            try await stage.working(slots: Self.slots, log: log) {
                try await stage.until("a job has run") { log.count > 0 }
                try await Task.sleep(for: .seconds(seconds) + .milliseconds(100))
            }
            // The claim's token is its instant by the server's clock, in microseconds.
            let claims = log.runs.filter { $0.tenant == limited }.map { Int($0.fence) }.sorted()
            let window = log.runs.start..<log.runs.start + seconds * 1_000_000
            return (claims, log.runs.workerSeconds(in: window)[free] ?? 0)
        }
        let burst = 10
        let steady = claims.dropFirst(burst)
        let span = Double((steady.last ?? 0) - (steady.first ?? 0)) / 1e6
        let windows = Self.slidingSeconds(claims)
        return FairnessReport(
            figures: [
                Figure(
                    "rate", "claims a second behind the burst", Double(steady.count - 1) / span, unit: "/s",
                    aim: .within(99, 101)),
                Figure(
                    "most", "most claims in any second", Double(windows.map(\.count).max() ?? 0), aim: .atMost(110)),
                Figure(
                    "neighbour", "slots' time that the tenant without limits got",
                    busy / Double(Self.slots * seconds) * 100, unit: "%"),
            ], plot: plot(windows, from: claims.first ?? 0))
    }

    /// Counts the claims of each second that begins with one of them.
    private static func slidingSeconds(_ claims: [Int]) -> [(start: Int, count: Int)] {
        var end = 0
        return claims.enumerated().map { index, start in
            while end < claims.count, claims[end] < start + 1_000_000 { end += 1 }
            return (start, end - index)
        }
    }

    private func plot(_ windows: [(start: Int, count: Int)], from start: Int) -> Plot {
        // The last windows reach beyond the end of the run.
        let whole = windows.filter { $0.start <= (windows.last?.start ?? 0) - 1_000_000 }
        let thinned = whole.enumerated().filter { $0.offset % max(1, whole.count / 250) == 0 || $0.offset < 20 }
        let points = thinned.map { Plot.Point(Double($0.element.start - start) / 1e6, Double($0.element.count)) }
        return Plot(
            title: "A rate of 100 a second with a burst of 10",
            panels: [
                PlotPanel(
                    title: "Claims in the second that begins here", x: PlotAxis("s", holding: points.map(\.x)),
                    y: PlotAxis("claims", holding: points.map(\.y), including: [90, 120]),
                    series: [PlotSeries(name: "", points: points)],
                    rules: [.init(label: "burst and rate", value: 110), .init(label: "rate", value: 100)])
            ])
    }
}
