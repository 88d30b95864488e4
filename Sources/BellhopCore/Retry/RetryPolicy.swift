/// Says how often a job is run and how long to wait between runs.
///
/// The delay before run *n*+1 is `base + 2^n` seconds (n counts failed runs from 0), capped, and spread by ±10 % so
/// that jobs which failed together do not come back together.
///
///     static let retry = RetryPolicy(attempts: 5)
public struct RetryPolicy: Hashable, Sendable {
    /// Counts every run, the first one too; 1 means no retry.
    public var attempts: Int
    /// Is waited in any case.
    public var base: Duration
    /// Is never exceeded, but for the spread.
    public var cap: Duration
    /// Spreads the delay by this share up and down, from 0 to 1.
    public var jitter: Double

    /// Runs a job 20 times, after 16 s, 17 s, 19 s, … up to 6 h.
    public static let `default` = RetryPolicy()
    /// Runs a job once.
    public static let never = RetryPolicy(attempts: 1)

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - attempts: counts every run; values below 1 mean 1.
    ///   - base: is waited in any case.
    ///   - cap: is never exceeded, but for the spread.
    ///   - jitter: spreads the delay by this share up and down.
    public init(
        attempts: Int = 20, base: Duration = .seconds(15), cap: Duration = .seconds(6 * 3600), jitter: Double = 0.1
    ) {
        self.attempts = max(1, attempts)
        self.base = base
        self.cap = cap
        self.jitter = min(max(jitter, 0), 1)
    }

    /// Gives the delay after `failures` failed runs; `random` is a number from 0 to 1 that chooses the spread.
    public func delay(afterFailures failures: Int, random: Double) -> Duration {
        let exponential = Duration.seconds(1 << min(max(failures - 1, 0), 30))
        let plain = min(base + exponential, cap)
        return plain * (1 + jitter * (2 * random - 1))
    }
}
