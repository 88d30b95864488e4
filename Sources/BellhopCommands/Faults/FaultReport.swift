import BellhopCore

/// Says what struck, what was found, and which promises were broken.
struct FaultReport: Sendable {
    /// Is the cap of the capped tenants.
    static let cap = 2

    let plan: FaultPlan
    let seed: UInt64
    let struck: [Fault: Int]
    let bytesCut: Int
    let proxy: FaultProxy.Counts
    let produced: FaultProducer.Journal
    let findings: FaultAudit.Findings
    let recoveries: Recoveries
    let log: [String: Int]
    let capSamples: Int
    let mostClaims: Int
    let oldestClaim: Duration
    let isDrained: Bool

    /// Counts how often a fault struck.
    private func count(_ fault: Fault) -> Int { proxy.lostReplies[fault] ?? struck[fault] ?? 0 }

    /// Lists the promises that were broken; a log whose end was cut off may lose jobs, and they are then counted only.
    var broken: [String] {
        var broken: [String] = []
        func require(_ isKept: Bool, _ words: String) { if !isKept { broken.append(words) } }
        require(isDrained, "jobs were left after three minutes without faults: \(findings.unfinished)")
        if bytesCut == 0 {
            require(findings.lost == 0, "\(findings.lost) accepted jobs were lost")
            require(findings.settledTwice == 0, "\(findings.settledTwice) jobs were settled twice")
        }
        require(findings.foreign == 0, "\(findings.foreign) jobs are known to another tenant")
        require(recoveries.foreign == 0, "\(recoveries.foreign) runs were under another tenant")
        require(findings.misplaced == 0, "\(findings.misplaced) jobs are in no state or in two")
        require(mostClaims <= Self.cap, "a tenant with a cap of \(Self.cap) had \(mostClaims) claims")
        if plan.deploys > 0 {
            require(recoveries.reruns == 0, "\(recoveries.reruns) runs were repeated by a deploy")
            require(count(.deploy) == plan.deploys, "only \(count(.deploy)) workers were replaced")
        }
        let longest = recoveries.times.last ?? 0
        require(longest <= 20_000_000, "the jobs of a killed worker ran again only after \(longest / 1000) ms")
        require(log["Fatal error"] == nil, "a worker crashed by itself")
        return broken
    }

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
        rows.append(("  in no state or in two", findings.misplaced))
        rows.append(("  known to another tenant", findings.foreign))
        rows.append(("runs of handlers", recoveries.runs))
        rows.append(("  that repeated an attempt", recoveries.reruns))
        rows.append(("  that overlapped another of the job", recoveries.overlaps))
        rows.append(("  under another tenant", recoveries.foreign))
        rows.append(("workers that found their lease ended", log["the worker's lease ended"] ?? 0))
        rows.append(("calls with refused settlements", log["settlements were refused"] ?? 0))
        rows.append(("most claims of a tenant with a cap of \(Self.cap)", mostClaims))
        rows.append(("  looked at", capSamples))
        rows.append(("oldest claim of such a tenant, ms", oldestClaim.wholeMilliseconds))
        rows.append(("bytes cut off the log", bytesCut))
        rows.append(("recovery after a kill, p50 ms", median / 1000))
        rows.append(("recovery after a kill, longest ms", (recoveries.times.last ?? 0) / 1000))
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
