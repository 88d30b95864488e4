import Bellhop

/// Says why an external command failed its job, and what becomes of the job.
struct CommandFailure: DecidesRetry, CustomStringConvertible {
    let retryDecision: RetryDecision
    let description: String

    init(_ decision: RetryDecision, _ description: String) {
        retryDecision = decision
        self.description = description
    }
}
