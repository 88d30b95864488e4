import BellhopCore

/// Holds what a run of the harness is judged by, and says which promises were broken.
package struct FaultVerdict: Sendable {
    /// Is the cap of the capped tenants.
    package static let cap = 2
    /// Is how soon the jobs of a killed worker must run again; two leases may be less, and are not enough when the workers
    /// that could return them have just been killed too.
    package static let longestRecovery = Duration.seconds(20)

    /// Is what became of the jobs.
    package var findings = FaultAudit.Findings()
    /// Is what the workers' journals tell.
    package var recoveries = Recoveries([:], kills: [])
    /// Counts the messages of the workers' logs that are watched for.
    package var log: [String: Int] = [:]
    /// Counts the bytes that were cut off Redis's log: what they said is lost, so it is counted and not judged.
    package var bytesCut = 0
    /// Counts enqueues that were given up without an answer: their jobs may be there or not.
    package var uncertain = 0
    /// Is the most claims that a capped tenant had at one instant.
    package var mostClaims = 0
    /// Is the age of the oldest claim that was seen, counted from the end of the last outage at the earliest.
    package var oldestClaim = Duration.zero
    /// Is the age of the oldest claim of any tenant that was seen when there had been no faults for two leases.
    package var oldestCalmClaim = Duration.zero
    /// Counts the settlements that were tried under claims which others had taken over, and those that were refused.
    package var lateWrites = (tried: 0, refused: 0)
    /// Is the workers' lease.
    package var lease = Duration.seconds(15)
    /// Says that all jobs had ended when there had been no faults for a while.
    package var isDrained = true
    /// Counts the rolling restarts that were asked for and those that were made.
    package var deploys = (wanted: 0, made: 0)

    /// Makes the verdict on a run in which nothing happened.
    package init() {}

    /// Lists the promises that were broken.
    package var broken: [String] {
        var broken: [String] = []
        func require(_ isKept: Bool, _ words: String) { if !isKept { broken.append(words) } }
        require(isDrained, "jobs were left after three minutes without faults: \(findings.unfinished)")
        if bytesCut == 0 {
            require(findings.lost == 0, "\(findings.lost) accepted jobs were lost")
            require(
                findings.settledTwice <= uncertain,
                "\(findings.settledTwice) jobs were settled twice: \(findings.miscounts.joined(separator: ", "))")
            require(findings.unaccounted <= uncertain, "\(findings.unaccounted) jobs came from nowhere")
        }
        require(findings.foreign == 0, "\(findings.foreign) jobs are known to another tenant")
        require(recoveries.foreign == 0, "\(recoveries.foreign) runs were under another tenant")
        require(findings.misplaced == 0, "\(findings.misplaced) jobs are in no state or in two")
        require(mostClaims <= Self.cap, "a tenant with a cap of \(Self.cap) had \(mostClaims) claims")
        require(
            oldestClaim <= max(lease * 2, Self.longestRecovery),
            "a claim was \(oldestClaim.wholeMilliseconds) ms old, more than two leases and than \(Self.longestRecovery)"
        )
        require(
            oldestCalmClaim <= lease * 2,
            "a claim was \(oldestCalmClaim.wholeMilliseconds) ms old, more than two leases, and nothing was wrong")
        require(
            lateWrites.refused == lateWrites.tried,
            "of \(lateWrites.tried) settlements under lost claims only \(lateWrites.refused) were refused")
        require(
            recoveries.endedLate == 0, "\(recoveries.endedLate) jobs were settled by a worker that had been stopped")
        require(
            recoveries.endedByOthers == 0, "\(recoveries.endedByOthers) jobs ended under another claim than their last")
        if deploys.wanted > 0 {
            require(recoveries.reruns == 0, "\(recoveries.reruns) runs were repeated by a deploy")
            require(deploys.made == deploys.wanted, "only \(deploys.made) workers were replaced")
        }
        let longest = recoveries.longestSinceOutage
        require(
            longest <= Self.longestRecovery.wholeMicroseconds,
            "the jobs of a killed worker ran again only after \(longest / 1000) ms")
        require(log["Fatal error"] == nil, "a worker crashed by itself")
        return broken
    }
}
