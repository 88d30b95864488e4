/// Names a lane among its tenant's: the queue and the kind of job, and where the jobs have them their limit key and cost.
///
/// The text form is `<queue>:<job name>[:<suffix>]`; no part can hold a colon. The suffix is the limit key's digest, then
/// `%` and what one of the jobs costs of a rate, where that is not 1. A lane of suspects has a `!` behind all that.
package struct LaneName: Hashable, Sendable, CustomStringConvertible {
    /// Gives the lane as text.
    package let rawValue: String

    /// Names the lane of a queue's jobs of one name.
    package init(queue: QueueName, job: JobName, suffix: String = "") {
        rawValue = "\(queue.rawValue):\(job.rawValue)\(suffix.isEmpty ? "" : ":")\(suffix)"
    }

    /// Gives the suffix of jobs with a limit key's digest and a cost.
    package static func suffix(keyDigest: String?, cost: Int) -> String {
        (keyDigest ?? "") + (cost == 1 ? "" : "%\(cost)")
    }

    /// Takes a lane's name that was built before it was stored.
    package init(stored value: String) { rawValue = value }

    /// Names the queue.
    package var queue: QueueName { QueueName(stored: String(rawValue.prefix { $0 != ":" })) }

    /// Names the kind of job.
    package var job: JobName {
        JobName(stored: String(rawValue.drop { $0 != ":" }.dropFirst().prefix { $0 != ":" }))
    }

    /// Gives the lane as text.
    package var description: String { rawValue }
}
