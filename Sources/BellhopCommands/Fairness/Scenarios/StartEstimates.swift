import Bellhop
import BellhopCore
import BellhopWorker

/// Shows how far estimates of when a waiting job starts lie from when it does.
struct StartEstimates: FairnessScenario {
    static let name = "estimate"
    static let summary =
        "estimates of the start of waiting jobs against the truth: 20 tenants of three weights, jobs of four lengths"

    private static let slots = 10

    /// Is what was said of a waiting job.
    private struct Guess {
        let tenant: TenantID
        let job: JobID
        let asked: Int
        let wait: Double
    }

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let (count, work, asked) = isQuick ? (6, 0.1, 5) : (20, 1.0, 60)
        let (guesses, runs) = try await FairnessStage.open { stage in
            let weights = [1.0, 2, 5]
            let lengths = [2, 10, 50, 200]
            var waiting: [JobRef] = []
            var random = SeededGenerator(seed: 4)
            for index in 0..<count {
                let tenant = try await stage.tenant(
                    "t\(index)", TenantSettings(weight: .to(TenantWeight(weights[index % weights.count]))))
                let length = lengths[index / weights.count % lengths.count]
                // From two to eighteen seconds of worker time each.
                let number = max(4, Int(Double.random(in: 2...18, using: &random) * work * 1000) / length)
                let receipt = try await stage.client.enqueue(
                    name: SleepJob.name,
                    payloads: Array(repeating: SleepJob.payload(.milliseconds(length)), count: number), for: tenant)
                waiting += receipt.accepted.shuffled(using: &random).prefix(asked)
            }
            let log = RunLog()
            let total = waiting.shuffled(using: &random)
            var guesses: [Guess] = []
            try await stage.working(slots: Self.slots, log: log) {
                // Lengths are known once each name has run.
                try await stage.until("jobs have run") { log.count >= 3 * count }
                for ref in total {
                    let asked = monotonicMicroseconds()
                    let explanation = try await stage.client.explain(ref)
                    if explanation.state == .ready, let wait = explanation.estimatedWait {
                        guesses.append(Guess(tenant: ref.tenant, job: ref.id, asked: asked, wait: wait.seconds))
                    }
                    try await Task.sleep(for: .milliseconds(2))
                }
                try await stage.until("the jobs have run") {
                    let started = Set(log.runs.map(\.job))
                    return guesses.allSatisfy { started.contains($0.job) }
                }
            }
            return (guesses, log.runs)
        }
        let starts = Dictionary(runs.map { ($0.job, $0.started) }) { first, _ in first }
        let pairs = guesses.compactMap { guess -> Plot.Point? in
            guard let start = starts[guess.job], start > guess.asked else { return nil }
            return Plot.Point(Double(start - guess.asked) / 1e6, max(guess.wait, 0.001))
        }
        let ratios = Sample(pairs.map { $0.y / $0.x })
        let factors = Sample(pairs.map { max($0.y / $0.x, $0.x / $0.y) })
        return FairnessReport(
            figures: [
                Figure("median", "estimate to truth, median", ratios.median, unit: "×", aim: .within(0.5, 2)),
                Figure("medianFactor", "factor between the two, median", factors.median, unit: "×", aim: .atMost(2)),
                Figure("p90Factor", "factor between the two, p90", factors.quantile(0.9), unit: "×"),
                Figure(
                    "withinTwo", "estimates within a factor of 2",
                    Double(factors.values.filter { $0 <= 2 }.count) / Double(factors.values.count) * 100, unit: "%"),
                Figure("estimates", "estimates", Double(pairs.count)),
            ], plot: plot(pairs))
    }

    private func plot(_ pairs: [Plot.Point]) -> Plot {
        let thinned = pairs.enumerated().filter { $0.offset % max(1, pairs.count / 400) == 0 }.map(\.element)
        let values = thinned.flatMap { [$0.x, $0.y] }
        let axis = PlotAxis("the wait that it had, s", holding: values, isLogarithmic: true)
        let ends = [axis.range.lowerBound, axis.range.upperBound]
        func line(_ name: String, _ factor: Double, color: Int) -> PlotSeries {
            PlotSeries(name: name, points: ends.map { Plot.Point($0, $0 * factor) }, color: color)
        }
        return Plot(
            title: "When a waiting job starts: the estimate and the truth",
            panels: [
                PlotPanel(
                    title: "Each dot is a waiting job", x: axis,
                    y: PlotAxis("the wait that was estimated, s", holding: values, isLogarithmic: true),
                    series: [
                        PlotSeries(name: "", points: thinned, style: .dots, color: 0), line("exact", 1, color: 2),
                        line("twice", 2, color: 1), line("half", 0.5, color: 1),
                    ])
            ])
    }
}
