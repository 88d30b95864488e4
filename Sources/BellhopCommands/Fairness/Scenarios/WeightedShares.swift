import Bellhop
import BellhopCore
import BellhopStore
import BellhopWorker

/// Shows that tenants get worker time by their weights, whatever the length of their jobs, and soon after a weight changes.
struct WeightedShares: FairnessScenario {
    static let name = "weights"
    static let summary =
        "weights 1, 2 and 5 under contention, 10 slots: equal jobs, jobs of 1 and 200 ms, a change half-way"

    private static let slots = 10
    private static let weights = [1.0, 2, 5]

    /// Is one contest: what became of each tenant's share.
    private struct Contest {
        /// Gives each tenant's part of the worker time in steps of a tenth of a second.
        var steps: [[Double]]
        /// Is the largest relative distance of a tenant's worker time from its entitlement over the whole.
        var deviation: Double
        /// Is the same from a second after the change of weights on.
        var deviationAfter: Double
        /// Is after how long a whole second, from then on, lies within three hundredths; in seconds after the change.
        var settling: Double
        /// Is the part of the slots' time in which no job ran.
        var idle: Double
    }

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let seconds = isQuick ? 2 : 20
        let ms = Duration.milliseconds
        let equal = try await contend([ms(10), ms(10), ms(10)], seconds)
        let longWeighsLeast = try await contend([ms(200), ms(20), ms(1)], seconds)
        let longWeighsMost = try await contend([ms(1), ms(20), ms(200)], seconds)
        let changed = try await contend([ms(10), ms(10), ms(10)], seconds, changesTo: [5, 2, 1])
        func percent(_ value: Double) -> Double { value * 100 }
        return FairnessReport(
            figures: [
                Figure(
                    "equalDeviation", "furthest from entitlement over \(seconds) s, 10-ms jobs",
                    percent(equal.deviation), unit: "%", aim: .atMost(3)),
                Figure(
                    "longLightDeviation", "the same, weight 1 with 200-ms jobs, weight 5 with 1-ms jobs",
                    percent(longWeighsLeast.deviation), unit: "%", aim: .atMost(3)),
                Figure(
                    "longHeavyDeviation", "the same, weight 5 with 200-ms jobs, weight 1 with 1-ms jobs",
                    percent(longWeighsMost.deviation), unit: "%", aim: .atMost(3)),
                Figure(
                    "changeSettling", "5, 2, 1 half-way: within 3 % for a second, after", changed.settling, unit: "s",
                    aim: .atMost(1)),
                Figure(
                    "changeDeviation", "furthest from the new entitlement, from 1 s after the change on",
                    percent(changed.deviationAfter), unit: "%", aim: .atMost(3)),
                Figure("idle", "slots' time without a job, 10-ms jobs", percent(equal.idle), unit: "%"),
            ],
            plot: Plot(
                title: "Weights 1, 2 and 5 share ten slots",
                panels: [
                    panel("Jobs of 10 ms", equal, Self.weights),
                    panel("Jobs of 200, 20 and 1 ms", longWeighsLeast, Self.weights),
                    panel("Jobs of 1, 20 and 200 ms", longWeighsMost, Self.weights),
                    panel("Jobs of 10 ms; weights 5, 2 and 1 from half-way on", changed, [5, 2, 1], seconds / 2),
                ]))
    }

    private func contend(
        _ lengths: [Duration], _ seconds: Int, changesTo changed: [Double]? = nil
    ) async throws -> Contest {
        try await FairnessStage.open { stage in
            var tenants: [TenantID] = []
            for (index, weight) in Self.weights.enumerated() {
                tenants.append(
                    try await stage.tenant("weight-\(index)", TenantSettings(weight: .to(TenantWeight(weight)))))
                let share = max(weight, changed?[index] ?? 0) / 8
                let worth = Double(Self.slots * (seconds + 2)) * share / lengths[index].seconds
                try await stage.fill(tenants[index], Int(worth) + 200, lengths[index])
            }
            let log = RunLog()
            let change = try await stage.working(slots: Self.slots, log: log) {
                try await stage.until("a job has run") { log.count > 0 }
                guard let changed else {
                    try await Task.sleep(for: .seconds(seconds) + .milliseconds(300))
                    return 0
                }
                try await Task.sleep(for: .seconds(seconds) / 2)
                for (tenant, weight) in zip(tenants, changed) {
                    try await stage.client.tenants.setWeight(TenantWeight(weight), of: tenant)
                }
                let change = monotonicMicroseconds()
                try await Task.sleep(for: .seconds(seconds) / 2 + .milliseconds(300))
                return change
            }
            for t in tenants {
                let s = try await Inspector(stage.client.store).summary(of: t);
                StandardStream.error.tryWrite("STORE \(t) us=\(s.workerMicroseconds) n=\(s.succeeded)\n")
            }
            return judge(log.runs, tenants, seconds, changed, change: change)
        }
    }

    private func judge(
        _ runs: [RunLog.Run], _ tenants: [TenantID], _ seconds: Int, _ changed: [Double]?, change: Int
    ) -> Contest {
        // From the very first start on: what an unknown length has cost at first is in it, and must be made up for.
        let window = runs.start..<runs.start + seconds * 1_000_000
        func deviation(_ window: Range<Int>, _ weights: [Double]) -> Double {
            let time = runs.workerSeconds(in: window)
            let sum = time.values.reduce(0, +)
            return zip(tenants, weights).map { abs((time[$0] ?? 0) / sum / ($1 / 8) - 1) }.max() ?? .nan
        }
        for t in tenants {
            StandardStream.error.tryWrite(
                "DEBUG \(t) \(runs.workerSeconds(in: window)[t] ?? 0) n=\(runs.filter{$0.tenant==t}.count) mean=\(Double(runs.filter{$0.tenant==t}.map{$0.ended-$0.started}.reduce(0,+))/Double(max(1,runs.filter{$0.tenant==t}.count)))\n"
            )
        }
        let steps = runs.workerSeconds(in: window, step: 100_000)
        var contest = Contest(
            steps: tenants.map { steps[$0] ?? [] }, deviation: deviation(window, Self.weights), deviationAfter: .nan,
            settling: .infinity,
            idle: 1 - runs.workerSeconds(in: window).values.reduce(0, +) / Double(seconds * Self.slots))
        if let changed {
            contest.deviationAfter = deviation(
                min(change + 1_000_000, window.upperBound - 1)..<window.upperBound, changed)
            for start in stride(from: change, to: window.upperBound - 1_000_000, by: 10_000)
            where deviation(start..<start + 1_000_000, changed) <= 0.03 {
                contest.settling = Double(start - change) / 1e6
                break
            }
        }
        return contest
    }

    private func panel(_ title: String, _ contest: Contest, _ weights: [Double], _ change: Int? = nil) -> PlotPanel {
        // Half a second a point: single steps of a tenth hold few of the long jobs.
        let sums = (0..<(contest.steps[0].count / 5)).map { half in
            contest.steps.map { steps in steps[half * 5..<half * 5 + 5].reduce(0, +) }
        }
        let series = contest.steps.indices.map { index in
            PlotSeries(
                name: "weight \(Figure.format(Self.weights[index]))",
                points: sums.enumerated().map {
                    Plot.Point(Double($0) / 2 + 0.25, $1[index] / max($1.reduce(0, +), 1e-9) * 100)
                })
        }
        var rules = weights.map { PlotPanel.Rule(label: "\(Figure.format($0 * 12.5)) %", value: $0 * 12.5) }
        if let change { rules.append(PlotPanel.Rule(label: "change", value: Double(change), isVertical: true)) }
        return PlotPanel(
            title: title, x: PlotAxis("s", holding: [0, Double(sums.count) / 2]),
            y: PlotAxis("part of the worker time, %", holding: [0, 100]), series: series, rules: rules)
    }
}
