import Bellhop
import BellhopCore
import BellhopStore
import BellhopTesting
import BellhopWorker
import FoundationEssentials

/// Shows that ten thousand schedules on one minute enqueue each its one job, spread as they say, though a worker dies
/// just then.
struct CronStorm: FairnessScenario {
    static let name = "cron"
    static let summary =
        "10 000 tenants with a schedule each on the same minute, four workers, one of them killed at the tick"

    private static let schedule = "storm"

    /// Says when and how the schedules fall due.
    private struct Storm {
        /// Is the tick, in milliseconds since 1970.
        let tick: Int64
        /// Is the spread, in milliseconds.
        let spread: Int64

        /// Gives a tenant's own instant, in milliseconds after the tick.
        func offset(of tenant: TenantID) -> Int64 {
            CronSchedule.spreadOffset(tenant: tenant.rawValue, name: CronStorm.schedule, spread: spread)
        }
    }

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let (count, workers) = isQuick ? (200, 2) : (10_000, 4)
        return try await FairnessStage.open { stage in
            let tenants = try await stage.tenants(count)
            // The short version waits for a whole second instead of a whole minute.
            let (lead, grain): (Int64, Int64) = isQuick ? (3000, 1000) : (15_000, 60_000)
            let earliest = Int64(Date.now.timeIntervalSince1970 * 1000) + lead
            let storm = Storm(tick: (earliest / grain + 1) * grain, spread: isQuick ? 1000 : 20_000)
            var entry = try CronEntry(Self.line(storm.tick), job: SleepJob.name, payload: "0")
            entry.spreadMilliseconds = storm.spread
            try await stage.sideBySide(tenants) { [entry] tenant in
                try await stage.client.scoped(to: tenant).schedules.add(Self.schedule, entry)
            }
            let crew = FaultCrew(
                count: workers, command: try FairnessWorker.command(url: stage.server.url, concurrency: 16),
                folder: stage.server.folder)
            let epoch = Int64(Date.now.timeIntervalSince1970 * 1_000_000) - Int64(monotonicMicroseconds())
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await crew.run() }
                let killing = storm.tick + 300 - Int64(Date.now.timeIntervalSince1970 * 1000)
                try await Task.sleep(for: .milliseconds(killing))
                _ = crew.kill(0)
                try await Task.sleep(for: .milliseconds(storm.spread))
                try await stage.until("every tenant's job has run", within: .seconds(60), every: .milliseconds(500)) {
                    Set(Self.starts(crew).map(\.tenant)).count == count
                }
                // A second job of a tenant would come within the time for which a schedule is handed out.
                try await Task.sleep(for: .seconds(isQuick ? 1 : 6))
                crew.dismiss()
                try await group.waitForAll()
            }
            var jobs: [Int] = []
            let inspector = Inspector(stage.client.store)
            for tenant in tenants {
                let summary = try await inspector.summary(of: tenant)
                jobs.append(summary.live + summary.succeeded)
            }
            return try report(storm, tenants, jobs, Self.starts(crew), kills: crew.kills.count, epoch: epoch)
        }
    }

    /// Writes an instant as a line with seconds that is due once a year.
    private static func line(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        return "\(seconds % 60) \(seconds / 60 % 60) \(seconds / 3600 % 24) * * *"
    }

    private static func starts(_ crew: FaultCrew) -> [RunJournal.Entry] {
        crew.journals.flatMap {
            RunJournal.read(String(decoding: FileManager.default.contents(atPath: $0) ?? Data(), as: UTF8.self))
        }.filter { $0.mark == .started }
    }

    private func report(
        _ storm: Storm, _ tenants: [TenantID], _ jobs: [Int], _ starts: [RunJournal.Entry], kills: Int, epoch: Int64
    ) throws -> FairnessReport {
        // After the tick, in milliseconds; of a job that ran again after the kill the first start.
        var first: [String: Double] = [:]
        for start in starts {
            let after = Double(Int64(start.microseconds) + epoch - storm.tick * 1000) / 1000
            first[start.tenant] = min(first[start.tenant] ?? .infinity, after)
        }
        let late = Sample(tenants.map { (first[$0.rawValue] ?? .infinity) - Double(storm.offset(of: $0)) })
        let inTime = Double(late.values.filter { $0 <= 1000 }.count) / Double(tenants.count) * 100
        let seconds = Int(storm.spread / 1000)
        let perSecond = (0..<seconds + 6).map { second in
            first.values.filter { Int(max($0, 0) / 1000) == second }.count
        }
        let plan = Double(tenants.count) / Double(seconds)
        let all = Double(tenants.count)
        return FairnessReport(
            figures: [
                Figure(
                    "once", "tenants with exactly one job", Double(jobs.filter { $0 == 1 }.count),
                    aim: .within(all, all)),
                Figure(
                    "inTime", "started within 1 s of their own instant in the spread", inTime, unit: "%",
                    aim: .atLeast(99)),
                Figure(
                    "earliest", "the earliest start, after its instant", late.quantile(0), unit: "ms", aim: .atLeast(0)),
                Figure("p50", "start after its instant, p50", late.median, unit: "ms"),
                Figure("p99", "start after its instant, p99", late.quantile(0.99), unit: "ms"),
                Figure("latest", "start after its instant, latest", late.quantile(1), unit: "ms"),
                Figure("busiest", "busiest second, to an even spread", Double(perSecond.max() ?? 0) / plan, unit: "×"),
                Figure("repeated", "runs repeated after the kill", Double(starts.count - first.count)),
                Figure("kills", "workers killed", Double(kills)),
            ], plot: plot(perSecond, plan))
    }

    private func plot(_ perSecond: [Int], _ plan: Double) -> Plot {
        let points = perSecond.enumerated().map { Plot.Point(Double($0) + 0.5, Double($1)) }
        return Plot(
            title: "Ten thousand schedules on the same minute, spread over 20 s",
            panels: [
                PlotPanel(
                    title: "Jobs started in each second",
                    x: PlotAxis("s after the tick", holding: [0, Double(perSecond.count)]),
                    y: PlotAxis("jobs", holding: points.map(\.y), including: [0, plan * 1.2]),
                    series: [PlotSeries(name: "", points: points, style: .bars)],
                    rules: [
                        .init(label: "even", value: plan),
                        .init(label: "a worker is killed", value: 0.3, isVertical: true),
                    ])
            ])
    }
}
