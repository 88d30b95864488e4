import Bellhop
import BellhopCore
import BellhopStore

/// Shows what a claim costs Redis with ever more tenants ready, and with many that are idle.
struct ClaimCost: FairnessScenario {
    static let name = "cost"
    static let summary = "Redis time of a claimed and settled job with 10 to 100 000 tenants ready, 32 a call"

    /// Is a server with so many ready tenants, and what is measured on it.
    private final class Subject {
        let ready: Int
        let idle: Int
        let claimer: StoreClaimer
        /// Lists the microseconds a job of each round.
        var long: [Double] = []
        var short: [Double] = []

        init(ready: Int, idle: Int, claimer: StoreClaimer) {
            self.ready = ready
            self.idle = idle
            self.claimer = claimer
        }
    }

    func measure(isQuick: Bool) async throws -> FairnessReport {
        let counts = isQuick ? [10, 100] : [10, 100, 1000, 10_000, 100_000]
        let (rounds, jobs) = isQuick ? (2, 640) : (7, 3200)
        var subjects: [Subject] = []
        try await withSubjects(counts.map { ($0, 0) } + [(10, counts[counts.count - 1])], jobs: rounds * jobs * 2) {
            for _ in 0..<rounds {
                // All take turns, so that what else the machine does strikes all alike.
                for subject in $0 {
                    subject.long.append(try await subject.claimer.claim(jobs, taking: .milliseconds(5)))
                }
            }
            for _ in 0..<rounds {
                for subject in $0 {
                    subject.short.append(try await subject.claimer.claim(jobs, taking: .microseconds(20)))
                }
            }
            subjects = $0
        }
        func cost(_ subject: Subject) -> Double { Sample(subject.long).median }
        let (least, most, idle) = (subjects[0], subjects[counts.count - 1], subjects[counts.count])
        var figures = [
            Figure(
                "growth", "\(counts[counts.count - 1]) ready tenants to 10, one job a pick", cost(most) / cost(least),
                unit: "×", aim: .atMost(2)),
            Figure(
                "idleGrowth", "10 ready tenants beside \(idle.idle) idle ones to 10 alone", cost(idle) / cost(least),
                unit: "×", aim: .atMost(1.1)),
        ]
        for subject in subjects {
            let words = "\(subject.ready) ready" + (subject.idle > 0 ? " and \(subject.idle) idle" : "")
            let id = "ready\(subject.ready)" + (subject.idle > 0 ? "idle\(subject.idle)" : "")
            figures.append(Figure(id, "a job, \(words)", cost(subject), unit: "µs"))
        }
        for subject in subjects {
            let words = "\(subject.ready) ready" + (subject.idle > 0 ? " and \(subject.idle) idle" : "")
            let id = "short\(subject.ready)" + (subject.idle > 0 ? "idle\(subject.idle)" : "")
            figures.append(Figure(id, "a job of microseconds, \(words)", Sample(subject.short).median, unit: "µs"))
        }
        return FairnessReport(figures: figures, plot: plot(Array(subjects.prefix(counts.count))))
    }

    /// Opens a server for each number of tenants, all at once.
    private func withSubjects(
        _ counts: [(ready: Int, idle: Int)], jobs: Int, _ body: ([Subject]) async throws -> Void
    ) async throws {
        try await withSubjects(counts[...], jobs: jobs, opened: [], body)
    }

    private func withSubjects(
        _ counts: ArraySlice<(ready: Int, idle: Int)>, jobs: Int, opened: [Subject],
        _ body: ([Subject]) async throws -> Void
    ) async throws {
        guard let count = counts.first else { return try await body(opened) }
        try await FairnessStage.open { stage in
            let claimer = StoreClaimer(store: stage.client.store)
            try await claimer.join()
            if count.idle > 0 {
                let idle = try await stage.tenants(count.idle, "idle")
                try await stage.sideBySide(idle) { try await stage.fill($0, 1, .zero) }
                _ = try await claimer.claim(count.idle, taking: .milliseconds(5))
            }
            let ready = try await stage.tenants(count.ready)
            // Two jobs at least, so that a tenant stays ready when one was taken.
            let share = max(2, (jobs + jobs / 4) / count.ready)
            try await stage.sideBySide(ready) { try await stage.fill($0, share, .zero) }
            let subject = Subject(ready: count.ready, idle: count.idle, claimer: claimer)
            try await withSubjects(counts.dropFirst(), jobs: jobs, opened: opened + [subject], body)
        }
    }

    private func plot(_ subjects: [Subject]) -> Plot {
        func series(_ name: String, _ values: (Subject) -> [Double]) -> PlotSeries {
            PlotSeries(name: name, points: subjects.map { Plot.Point(Double($0.ready), Sample(values($0)).median) })
        }
        let lines = [series("one job a pick", \.long), series("jobs of microseconds", \.short)]
        return Plot(
            title: "What a claim costs Redis",
            panels: [
                PlotPanel(
                    title: "Redis time of a claimed and settled job",
                    x: PlotAxis("ready tenants", holding: subjects.map { Double($0.ready) }, isLogarithmic: true),
                    y: PlotAxis("µs a job", holding: lines.flatMap { $0.points.map(\.y) }, including: [0]),
                    series: lines
                        + lines.enumerated().map { PlotSeries(name: "", points: $1.points, style: .dots, color: $0) })
            ])
    }
}
