/// How long to wait between attempts to connect: doubled each time up to a maximum, jittered.
package struct RedisBackoff: Sendable, Hashable {
    /// The wait after the first failure.
    package var initial: Duration
    /// The longest wait.
    package var maximum: Duration

    /// Makes a backoff: 50 ms, doubled up to 2 s.
    package init(initial: Duration = .milliseconds(50), maximum: Duration = .seconds(2)) {
        self.initial = initial
        self.maximum = maximum
    }

    /// Returns the wait after a number of failures in a row.
    ///
    /// - Parameters:
    ///   - failures: how many attempts failed in a row, at least one.
    ///   - jitter: a random number in 0..<1. The wait is between half of the full one and all of it, so that
    ///     clients which lost the same server do not come back as one.
    /// - Returns: the wait before the next attempt.
    package func delay(afterFailures failures: Int, jitter: Double) -> Duration {
        let doublings = min(max(failures - 1, 0), 20)
        let full = min(initial * (1 << doublings), maximum)
        return full / 2 + (full / 2) * jitter
    }
}
