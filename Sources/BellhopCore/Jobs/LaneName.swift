/// Names a lane among its tenant's: the queue and the kind of job.
///
/// The text form is `<queue>:<job name>`; neither part can hold a colon.
package struct LaneName: Hashable, Sendable, CustomStringConvertible {
    /// Gives the lane as text.
    package let rawValue: String

    /// Names the lane of a queue's jobs of one name.
    package init(queue: QueueName, job: JobName) { rawValue = "\(queue.rawValue):\(job.rawValue)" }

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
