/// Names what can hold a tenant or one of its lanes back.
package enum FairLimit: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The tenant's rate.
    case tenantRate
    /// The rate of jobs of one name.
    case rate(JobName)
    /// The cap on jobs of one queue.
    case queue(QueueName)
    /// The cap on jobs of one name.
    case job(JobName)
    /// The cap on jobs of one name and one limit key.
    case key(JobName, String)
    /// The pause of one of the tenant's queues.
    case pausedQueue(QueueName)
    /// The pause of the tenant's jobs of one name.
    case pausedJob(JobName)
    /// The pause of everybody's jobs of one name.
    case pausedEverywhere(JobName)

    /// Gives the limit as the scripts name it.
    package var description: String {
        switch self {
        case .tenantRate: "t"
        case .rate(let job): "r:\(job)"
        case .queue(let queue): "q:\(queue)"
        case .job(let job): "n:\(job)"
        case .key(let job, let key): "k:\(job):\(key)"
        case .pausedQueue(let queue): "pq:\(queue)"
        case .pausedJob(let job): "pn:\(job)"
        case .pausedEverywhere(let job): "gn:\(job)"
        }
    }

    /// Says that it is the cap on a limit key, which has one also where none is set.
    package var isOfKey: Bool { if case .key = self { true } else { false } }

    /// Orders by name.
    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}
