/// Says what holds for a tenant's jobs in one queue; what is `nil` stays as it is.
public struct QueueSettings: Sendable, Hashable {
    /// Sets the tenant's share of worker time in this queue, against the other tenants there.
    public var weight: Bound<TenantWeight>?
    /// Bounds the tenant's jobs of this queue that workers hold at any time.
    public var concurrencyCap: Bound<Int>?
    /// Stops the tenant's jobs of this queue from being started, or lets them go on.
    public var isPaused: Bool?

    /// Makes settings.
    public init(weight: Bound<TenantWeight>? = nil, concurrencyCap: Bound<Int>? = nil, isPaused: Bool? = nil) {
        self.weight = weight
        self.concurrencyCap = concurrencyCap
        self.isPaused = isPaused
    }
}
