/// Says what becomes of a job whose run failed.
public enum RetryDecision: Hashable, Sendable {
    /// Follows the policy of the job's type.
    case byPolicy
    /// Runs the job again after the delay, as long as the policy leaves attempts.
    case retry(after: Duration)
    /// Ends the job as dead at once.
    case dead
    /// Ends the job as cancelled, with no dead letter, if its type allows it (``Job/mayDiscard``); else as dead.
    case discard
    /// Runs the job again after the delay and uses no attempt.
    case snooze(Duration)
}

/// Is an error that knows what should become of the job that it failed.
///
///     struct RateLimited: DecidesRetry { let retryDecision = RetryDecision.retry(after: .seconds(30)) }
public protocol DecidesRetry: Error {
    /// Says what becomes of the job.
    var retryDecision: RetryDecision { get }
}

/// Ends a run with a decision and a reason, where no error type of one's own is worth it.
///
///     throw JobStop(.dead, "the customer has closed the account")
public struct JobStop: DecidesRetry, CustomStringConvertible {
    /// Says what becomes of the job.
    public let retryDecision: RetryDecision
    /// Says why.
    public let reason: String

    /// Makes a stop.
    public init(_ decision: RetryDecision, _ reason: String) {
        self.retryDecision = decision
        self.reason = reason
    }

    /// Gives the reason.
    public var description: String { reason }
}
