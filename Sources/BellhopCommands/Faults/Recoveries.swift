/// Finds out from the workers' journals what was run again, how soon after a kill, and whether anybody wrote too late.
package struct Recoveries: Sendable {
    /// Counts handler runs.
    package private(set) var runs = 0
    /// Counts runs that repeated an attempt: the run before them left no trace in Redis.
    package private(set) var reruns = 0
    /// Counts runs that began before another run of the same job had ended.
    package private(set) var overlaps = 0
    /// Counts runs under another tenant than their payload's.
    package private(set) var foreign = 0
    /// Holds, for each kill of a worker with claims, the microseconds until the last of them had begun again, or had become
    /// another worker's that was killed in its turn.
    package private(set) var times: [Int] = []
    /// Is the longest of these times, each counted from the end of the last outage in it.
    package private(set) var longestSinceOutage = 0
    /// Counts interrupted runs that never began again: they are quarantined, or had been settled just before.
    package private(set) var neverAgain = 0
    /// Counts runs that a stop of their process interrupted.
    package private(set) var stopped = 0
    /// Counts jobs that a process ended after a stop, under a claim of before it.
    package private(set) var endedLate = 0
    /// Counts jobs that ended under another claim than their last: a late writer was heard.
    package private(set) var endedByOthers = 0

    /// Reads the journals.
    ///
    /// - Parameters:
    ///   - journals: are the entries of each journal.
    ///   - kills: are the kills.
    ///   - stops: are the stops.
    ///   - outcomes: are the ends of jobs that the store knows, by their ids.
    ///   - epoch: is the instant at which the monotonic clock read 0, in microseconds since 1970.
    ///   - outages: are the instants at which outages of Redis ended.
    package init(
        _ journals: [String: [RunJournal.Entry]], kills: [FaultCrew.Kill], stops: [FaultCrew.Stop] = [],
        ends outcomes: [String: FaultAudit.Findings.End] = [:], epoch: Int = 0,
        outages: [Int] = []
    ) {
        var starts: [String: [RunJournal.Entry]] = [:]
        var ends: [String: [Int: Int]] = [:]
        for entry in journals.values.joined() {
            switch entry.mark {
            case .started:
                runs += 1
                starts[entry.job, default: []].append(entry)
            case .ended: ends[entry.job, default: [:]][entry.fence] = entry.microseconds
            case .foreign: foreign += 1
            case .ready: break
            }
        }
        for (job, runs) in starts where runs.count > 1 {
            let ordered = runs.sorted { $0.microseconds < $1.microseconds }
            reruns += ordered.count - Set(ordered.map(\.attempt)).count
            for (run, next) in zip(ordered, ordered.dropFirst()) {
                if let end = ends[job]?[run.fence], end > next.microseconds { overlaps += 1 }
            }
        }
        for kill in kills {
            let entries = journals[kill.journal] ?? []
            let ended = Set(entries.filter { $0.mark == .ended }.map { "\($0.job) \($0.fence)" })
            let open = entries.filter { $0.mark == .started && !ended.contains("\($0.job) \($0.fence)") }
            var last: Int?
            for job in kill.held.union(open.map(\.job)) {
                let again = starts[job]?.map(\.microseconds).filter { $0 > kill.microseconds }.min()
                let next = kills.filter { $0.microseconds > kill.microseconds && $0.held.contains(job) }.first
                if let end = [again, next?.microseconds].compactMap(\.self).min() {
                    last = max(last ?? 0, end - kill.microseconds)
                    let start = outages.last { $0 > kill.microseconds && $0 <= end } ?? kill.microseconds
                    longestSinceOutage = max(longestSinceOutage, end - start)
                } else {
                    neverAgain += 1
                }
            }
            if let last { times.append(last) }
        }
        times.sort()
        for (job, end) in outcomes {
            if let last = starts[job]?.map(\.fence).max(), Int64(last) != end.fence { endedByOthers += 1 }
        }
        for stop in stops {
            for run in journals[stop.journal] ?? [] where run.mark == .started && run.microseconds <= stop.from {
                if ends[run.job]?[run.fence] ?? .max >= stop.until { stopped += 1 }
                guard let end = outcomes[run.job], end.fence == Int64(run.fence) else { continue }
                // The store's instant is cut off to milliseconds.
                if end.milliseconds * 1000 > Int64(stop.until + epoch) { endedLate += 1 }
            }
        }
    }
}
