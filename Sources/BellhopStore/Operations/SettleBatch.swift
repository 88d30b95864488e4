import BellhopCore
import BellhopRedis

/// Groups settled jobs so that what they share is sent, looked up and written once.
///
/// A group holds the jobs of one claim that end in the same way and whose outcomes lie in the same bucket.
struct SettleBatch {
    private enum Kind: String {
        case finish = "F"
        case retry = "R"
        case snooze = "Z"
        case dead = "D"
        case quarantine = "Q"
        case release = "L"
        case unknownName = "U"
    }

    private struct Key: Hashable {
        let claim: ObjectIdentifier
        let kind: Kind
        let state: JobState
        let bucket: OutcomeBucket?
        let isPayloadApart: Bool
    }

    /// The most jobs a group may hold, so that a script never spreads more than Lua's stack takes.
    private static let largestGroup = 1000

    private let jobs: [SettledJob]
    private let keepMilliseconds: Int
    private var groups: [(key: Key, members: [Int])] = []

    /// Groups the jobs; outcomes are kept for `keep`.
    init(_ jobs: [SettledJob], keep: Duration) {
        self.jobs = jobs
        self.keepMilliseconds = max(1, keep.wholeMilliseconds)
        var open: [Key: Int] = [:]
        for (index, job) in jobs.enumerated() {
            let key = Self.key(of: job)
            if let group = open[key], groups[group].members.count < Self.largestGroup {
                groups[group].members.append(index)
            } else {
                open[key] = groups.count
                groups.append((key, [index]))
            }
        }
        // What is released first comes to stand behind what is released after it, at the head of their lane.
        let releases = groups.filter { $0.key.kind == .release }
        groups.removeAll { $0.key.kind == .release }
        groups += releases.sorted { jobs[$0.members[0]].claim.fence > jobs[$1.members[0]].claim.fence }
    }

    /// Appends the number of groups and the groups, as the exchange script takes them.
    func append(to command: inout RedisCommand) {
        command.append(groups.count)
        var scratch: [UInt8] = []
        for (key, members) in groups {
            let claim = jobs[members[0]].claim
            command.append(key.kind.rawValue)
            command.append(claim.tenant.rawValue)
            command.append(claim.lane.rawValue)
            command.append(Int(claim.fence))
            command.append(claim.estimate)
            command.append(members.reduce(0) { $0 + jobs[$1].runMicroseconds })
            command.append(members.reduce(0) { $0 + jobs[$1].chargedMicroseconds })
            command.append(members.count)
            if key.kind == .finish, let bucket = key.bucket {
                command.append(bucket.name)
                command.append(
                    JobOutcome.common(state: key.state, fence: claim.fence, queue: claim.queue, name: claim.name))
                command.append(keepMilliseconds)
                command.append(key.isPayloadApart ? "1" : "0")
                command.append(key.state.rawValue)
                command.append(members.reduce(0) { $0 + jobs[$1].recordBytes })
            }
            for member in members { append(jobs[member], to: &command, scratch: &scratch) }
        }
    }

    private func append(_ job: SettledJob, to command: inout RedisCommand, scratch: inout [UInt8]) {
        scratch.removeAll(keepingCapacity: true)
        job.id.append(to: &scratch)
        switch job.settlement {
        case .succeeded(let result):
            JobOutcome.appendOwn(
                to: &scratch, attempt: job.attempt, runMicroseconds: job.runMicroseconds, result: result)
            command.append(scratch)
        case .cancelled, .expired:
            JobOutcome.appendOwn(to: &scratch, attempt: job.attempt, runMicroseconds: job.runMicroseconds, result: nil)
            command.append(scratch)
        case .retry(let delay, let error):
            command.append(scratch)
            command.append(max(0, delay.wholeMilliseconds))
            command.append(job.attempt)
            command.append(error)
        case .snooze(let delay):
            command.append(scratch)
            command.append(max(0, delay.wholeMilliseconds))
        case .dead(let error):
            command.append(scratch)
            command.append(job.attempt)
            command.append(error)
        case .quarantined(let error):
            command.append(scratch)
            command.append(error)
        case .unknownName(let hold, let error):
            command.append(scratch)
            command.append(max(0, hold.wholeMilliseconds))
            command.append(error)
        case .released:
            command.append(scratch)
        }
    }

    private static func key(of job: SettledJob) -> Key {
        let kind: Kind
        var state = JobState.succeeded
        switch job.settlement {
        case .succeeded: kind = .finish
        case .cancelled: (kind, state) = (.finish, .cancelled)
        case .expired: (kind, state) = (.finish, .expired)
        case .retry: kind = .retry
        case .snooze: kind = .snooze
        case .dead: kind = .dead
        case .quarantined: kind = .quarantine
        case .unknownName: kind = .unknownName
        case .released: kind = .release
        }
        return Key(
            claim: ObjectIdentifier(job.claim), kind: kind, state: state,
            bucket: kind == .finish ? OutcomeBucket(of: job.id) : nil,
            isPayloadApart: kind == .finish && job.isPayloadApart)
    }
}
