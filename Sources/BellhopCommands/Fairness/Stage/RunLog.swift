import BellhopCore
import Synchronization

/// Writes down each run of a scenario's handlers.
final class RunLog: Sendable {
    /// Is one run, by the machine's monotonic clock in microseconds.
    struct Run: Sendable {
        let tenant: TenantID
        let job: JobID
        /// Is the claim's token: the server's time of the claim in microseconds, or a little more.
        let fence: Int64
        let started: Int
        let ended: Int

        /// Gives the part of the run that lies in a window, in microseconds.
        func time(in window: Range<Int>) -> Int {
            max(0, min(ended, window.upperBound) - max(started, window.lowerBound))
        }
    }

    private struct Fields {
        var runs: [Run] = []
        var counts: [TenantID: Int] = [:]
    }

    private let fields = Mutex(Fields())

    /// Notes a run that has ended.
    func note(_ run: Run) {
        fields.withLock { fields in
            fields.runs.append(run)
            fields.counts[run.tenant, default: 0] += 1
        }
    }

    /// Lists the runs in the order in which they ended.
    var runs: [Run] { fields.withLock { $0.runs } }
    /// Counts the runs.
    var count: Int { fields.withLock { $0.runs.count } }

    /// Counts the runs of a tenant.
    func count(of tenant: TenantID) -> Int { fields.withLock { $0.counts[tenant] ?? 0 } }
}

extension [RunLog.Run] {
    /// Gives the instant at which the first run began.
    var start: Int { lazy.map(\.started).min() ?? 0 }

    /// Adds up the worker time of each tenant in a window, in seconds.
    func workerSeconds(in window: Range<Int>) -> [TenantID: Double] {
        var seconds: [TenantID: Double] = [:]
        for run in self { seconds[run.tenant, default: 0] += Double(run.time(in: window)) / 1e6 }
        return seconds
    }

    /// Adds up the worker time of each tenant in steps of a window, in seconds.
    func workerSeconds(in window: Range<Int>, step: Int) -> [TenantID: [Double]] {
        var seconds: [TenantID: [Double]] = [:]
        let count = window.count / step
        for run in self where run.ended > window.lowerBound && run.started < window.upperBound {
            let first = Swift.max(0, (run.started - window.lowerBound) / step)
            let last = Swift.min(count - 1, (run.ended - window.lowerBound) / step)
            guard first <= last else { continue }
            for index in first...last {
                let start = window.lowerBound + index * step
                seconds[run.tenant, default: Array<Double>(repeating: 0, count: count)][index] +=
                    Double(run.time(in: start..<start + step)) / 1e6
            }
        }
        return seconds
    }
}
