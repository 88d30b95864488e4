import BellhopCore

/// Says what struck, what was found, and which promises were broken.
struct FaultReport: Sendable {
    let plan: FaultPlan
    let seed: UInt64
    let struck: [Fault: Int]
    let proxy: FaultProxy.Counts
    let produced: FaultProducer.Journal
    let capSamples: Int
    let calmSamples: Int
    let outages: OutageWatch
    let verdict: FaultVerdict

    /// Lists the promises that were broken.
    var broken: [String] { verdict.broken }

    private var findings: FaultAudit.Findings { verdict.findings }
    private var recoveries: Recoveries { verdict.recoveries }
    private var log: [String: Int] { verdict.log }

    /// Counts how often a fault struck.
    private func count(_ fault: Fault) -> Int { proxy.lostReplies[fault] ?? struck[fault] ?? 0 }

    private var rows: [(String, Int)] {
        var rows = Fault.allCases.map { ($0.rawValue, count($0)) }
        rows.append(("connections made", proxy.connections))
        rows.append(("jobs accepted", produced.accepted.count))
        rows.append(("  of them after a repeated enqueue", produced.repeated))
        rows.append(("  without an answer, given up", produced.uncertain))
        for state in [JobState.succeeded, .dead, .quarantined] {
            rows.append(("  \(state.rawValue)", findings.states[state] ?? 0))
        }
        rows.append(("  lost", findings.lost))
        rows.append(("  settled twice", findings.settledTwice))
        rows.append(("  nobody knows from where", findings.unaccounted))
        rows.append(("  in no state or in two", findings.misplaced))
        rows.append(("  known to another tenant", findings.foreign))
        rows.append(("runs of handlers", recoveries.runs))
        rows.append(("  that repeated an attempt", recoveries.reruns))
        rows.append(("  that overlapped another of the job", recoveries.overlaps))
        rows.append(("  under another tenant", recoveries.foreign))
        rows.append(("workers that found their lease ended", log["the worker's lease ended"] ?? 0))
        rows.append(("runs that a long stop interrupted", recoveries.stopped))
        rows.append(("  that the resumed worker settled", recoveries.endedLate))
        rows.append(("calls of workers with refused settlements", log["settlements were refused"] ?? 0))
        rows.append(("settlements tried in the name of stopped workers", verdict.lateWrites.tried))
        rows.append(("  refused by the fence", verdict.lateWrites.refused))
        rows.append(("jobs that ended under another claim than their last", recoveries.endedByOthers))
        rows.append(("most claims of a tenant with a cap of \(FaultVerdict.cap)", verdict.mostClaims))
        rows.append(("  looked at", capSamples))
        rows.append(("times in which Redis did not answer for a beat", outages.ends.count - 1))
        rows.append(("  the longest, ms", outages.longest.wholeMilliseconds))
        rows.append(("oldest claim of such a tenant since the last of them, ms", verdict.oldestClaim.wholeMilliseconds))
        rows.append(("oldest claim in the calm at the end, ms", verdict.oldestCalmClaim.wholeMilliseconds))
        rows.append(("  looked at", calmSamples))
        rows.append(("bytes cut off the log", verdict.bytesCut))
        rows.append(("recovery after a kill, p50 ms", median / 1000))
        rows.append(("recovery after a kill, longest ms", (recoveries.times.last ?? 0) / 1000))
        rows.append(("  or after the end of an outage, longest ms", recoveries.longestSinceOutage / 1000))
        rows.append(("errors of the store to claim calls", log["the store cannot take a claim call"] ?? 0))
        return rows
    }

    private var median: Int {
        recoveries.times.isEmpty ? 0 : recoveries.times[recoveries.times.count / 2]
    }

    /// Gives a table for people.
    var text: String {
        var table = Table("seed \(seed), lease \(plan.lease), \(plan.fsync.rawValue)", "")
        for (name, number) in rows { table.add(name, "\(number)") }
        let verdict = broken.isEmpty ? "every promise was kept" : "BROKEN: \(broken.joined(separator: "; "))"
        return table.text + verdict + "\n"
    }

    /// Gives one object.
    var json: JSON {
        var object: [String: JSON] = ["seed": .integer(Int(seed)), "broken": .array(broken.map(JSON.string))]
        for (name, number) in rows { object[name.trimmingSpaces] = .integer(number) }
        return .object(object)
    }
}

extension String {
    fileprivate var trimmingSpaces: String { String(drop { $0 == " " }) }
}
