import BellhopCore
import BellhopStore
import CoreMetrics

/// Counts what a worker does, in the metrics system that the application has chosen.
///
/// | metric | kind | dimension | counts |
/// |---|---|---|---|
/// | `bellhop.worker.runs` | counter | `end`: succeeded, cancelled, expired, retried, snoozed, died, quarantined, released, unknown (name) | runs by how they ended |
/// | `bellhop.worker.run.duration` | timer | | how long handlers took |
/// | `bellhop.worker.late.writes` | counter | | writes that were refused because the claim was another's by then |
/// | `bellhop.worker.leases.lost` | counter | | leases that ended before the worker left |
/// | `bellhop.worker.handlers.stuck` | counter | | handlers that ignored their cancellation |
/// | `bellhop.worker.jobs.reaped` | counter | | jobs that were taken back from dead workers |
///
/// Tenants are no dimension: a thousand of them would be a thousand series.
struct WorkerMetrics: Sendable {
    let lateWrites: Counter
    let lostLeases: Counter
    let stuckHandlers: Counter
    let reapedJobs: Counter
    private let runs: [String: Counter]
    private let runTime: Timer

    init(factory: any MetricsFactory) {
        lateWrites = Counter(label: "bellhop.worker.late.writes", dimensions: [], factory: factory)
        lostLeases = Counter(label: "bellhop.worker.leases.lost", dimensions: [], factory: factory)
        stuckHandlers = Counter(label: "bellhop.worker.handlers.stuck", dimensions: [], factory: factory)
        reapedJobs = Counter(label: "bellhop.worker.jobs.reaped", dimensions: [], factory: factory)
        runTime = Timer(label: "bellhop.worker.run.duration", dimensions: [], factory: factory)
        let ends = [
            "succeeded", "cancelled", "expired", "retried", "snoozed", "died", "quarantined", "released", "unknown",
        ]
        let counters = ends.map {
            ($0, Counter(label: "bellhop.worker.runs", dimensions: [("end", $0)], factory: factory))
        }
        runs = Dictionary(uniqueKeysWithValues: counters)
    }

    /// Counts a run that has ended.
    func note(_ settled: SettledJob) {
        runs[Self.end(settled.settlement)]?.increment()
        runTime.recordNanoseconds(Int64(settled.runMicroseconds) * 1000)
    }

    private static func end(_ settlement: Settlement) -> String {
        switch settlement {
        case .succeeded: "succeeded"
        case .cancelled: "cancelled"
        case .expired: "expired"
        case .retry: "retried"
        case .snooze: "snoozed"
        case .dead: "died"
        case .quarantined: "quarantined"
        case .unknownName: "unknown"
        case .released: "released"
        }
    }
}
