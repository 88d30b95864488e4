/// Says what holds for a tenant's jobs of one name; what is `nil` stays as it is.
public struct JobSettings: Sendable, Hashable {
    /// Bounds the jobs of this name that workers hold at any time.
    public var concurrencyCap: Bound<Int>?
    /// Bounds the jobs of this name and one limit key that workers hold at any time; 1 unless set.
    public var keyCap: Bound<Int>?
    /// Bounds how often jobs of this name are started.
    public var rate: Bound<RateLimit>?
    /// Charges each job this much worker time, whatever its run takes; measured unless set.
    public var cost: Bound<Duration>?
    /// Stops jobs of this name from being started, or lets them go on.
    public var isPaused: Bool?

    /// Makes settings.
    public init(
        concurrencyCap: Bound<Int>? = nil, keyCap: Bound<Int>? = nil, rate: Bound<RateLimit>? = nil,
        cost: Bound<Duration>? = nil, isPaused: Bool? = nil
    ) {
        self.concurrencyCap = concurrencyCap
        self.keyCap = keyCap
        self.rate = rate
        self.cost = cost
        self.isPaused = isPaused
    }
}
