import Bellhop
import BellhopCore
import BellhopRedis
import BellhopStore
import FoundationEssentials

/// Shows what limits cost that do not bind: the same backlog is drained with them and without them in turns.
struct LimitCost: FairnessScenario {
    static let name = "limits"
    static let summary =
        "drain of no-op jobs to the floor, with a rate, caps and a queue weight on every tenant and without"

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let (rounds, jobs, tenants) = isQuick ? (1, 5000, 50) : (7, 100_000, 1000)
        var ratios: [String: [Double]] = [:]
        var rates: [String: [Double]] = [:]
        var costs: [String: [Double]] = [:]
        for round in 0..<rounds {
            let pair = ["plain", "limits"]
            for variant in round % 2 == 0 ? pair : pair.reversed() {
                let scenario = DrainScenario(jobs: jobs, tenants: tenants, concurrency: 32, variant: variant)
                let (report, floor) = try await drain(scenario)
                rates[variant, default: []].append(report.jobsPerSecond ?? .nan)
                ratios[variant, default: []].append((report.jobsPerSecond ?? .nan) / floor)
                costs[variant, default: []].append(report.redisMicroseconds ?? .nan)
            }
        }
        func median(_ values: [String: [Double]], _ variant: String) -> Double { Sample(values[variant] ?? []).median }
        let (with, without) = (median(ratios, "limits"), median(ratios, "plain"))
        return FairnessReport(
            figures: [
                Figure(
                    "fall", "ratio to the floor falls by, with limits on every tenant", (1 - with / without) * 100,
                    unit: "%", aim: .atMost(10)),
                Figure("ratioWithout", "ratio to the floor without limits", without),
                Figure("ratioWith", "ratio to the floor with limits", with),
                Figure("rateWithout", "jobs a second without limits", median(rates, "plain")),
                Figure("rateWith", "jobs a second with limits", median(rates, "limits")),
                Figure("redisWithout", "Redis time a job without limits", median(costs, "plain"), unit: "µs"),
                Figure("redisWith", "Redis time a job with limits", median(costs, "limits"), unit: "µs"),
            ], plot: plot(ratios))
    }

    private func drain(_ scenario: DrainScenario) async throws -> (BenchReport, floor: Double) {
        try await FairnessStage.open { stage in
            let payload = [UInt8](try JSONEncoder().encode(NoOp.sample(1)))
            let floor = RedisFloor(redis: stage.client.store.redis, payload: payload)
            _ = try await floor.enqueue(scenario.jobs, page: 1000)
            let rate = try await floor.drain(scenario.jobs, batch: scenario.concurrency)
            try await floor.clean()
            let bench = DrainBench(client: stage.client)
            _ = try await bench.fill(scenario)
            return (try await bench.drain(scenario, lease: .seconds(15)), rate)
        }
    }

    private func plot(_ ratios: [String: [Double]]) -> Plot {
        let series = [("without limits", "plain"), ("with limits", "limits")].map { name, variant in
            PlotSeries(
                name: name,
                points: (ratios[variant] ?? []).enumerated().map { Plot.Point(Double($0 + 1), $1) }, style: .dots)
        }
        return Plot(
            title: "Limits that do not bind, on a thousand tenants",
            panels: [
                PlotPanel(
                    title: "Drain to the floor of the same round",
                    x: PlotAxis("round", holding: series.flatMap { $0.points.map(\.x) }, including: [0]),
                    y: PlotAxis("ratio", holding: series.flatMap { $0.points.map(\.y) }, including: [0]), series: series
                )
            ])
    }
}
