/// Says what holds for a tenant, or for each tenant of a kind that says nothing itself; what is `nil` stays as it is.
///
/// All of it holds from the next pick on, for the jobs that wait already too.
///
///     try await client.tenants.set(acme, .init(weight: .to(TenantWeight(2)), rate: .to(RateLimit("100/s:10"))))
public struct TenantSettings: Sendable, Hashable {
    /// Sets the share of worker time against other tenants.
    public var weight: Bound<TenantWeight>?
    /// Bounds the jobs that workers hold at any time.
    public var concurrencyCap: Bound<Int>?
    /// Bounds how often jobs are started.
    public var rate: Bound<RateLimit>?
    /// Reserves so many slots in all: while the tenant holds fewer and has work, it is picked before all others.
    ///
    /// They are lent while it has none; nothing is pre-empted.
    public var reservedSlots: Bound<Int>?
    /// Bounds the jobs that wait.
    public var mostWaitingJobs: Bound<Int>?
    /// Bounds the bytes of the jobs that have not ended.
    public var mostWaitingBytes: Bound<Int>?
    /// Says what happens to a job that would pass one of these two bounds.
    public var overflow: Bound<Overflow>?
    /// Says what holds in single queues.
    public var queues: [QueueName: QueueSettings]
    /// Says what holds for jobs of single names.
    public var jobs: [JobName: JobSettings]

    /// Makes settings.
    public init(
        weight: Bound<TenantWeight>? = nil, concurrencyCap: Bound<Int>? = nil, rate: Bound<RateLimit>? = nil,
        reservedSlots: Bound<Int>? = nil, mostWaitingJobs: Bound<Int>? = nil, mostWaitingBytes: Bound<Int>? = nil,
        overflow: Bound<Overflow>? = nil, queues: [QueueName: QueueSettings] = [:], jobs: [JobName: JobSettings] = [:]
    ) {
        self.weight = weight
        self.concurrencyCap = concurrencyCap
        self.rate = rate
        self.reservedSlots = reservedSlots
        self.mostWaitingJobs = mostWaitingJobs
        self.mostWaitingBytes = mostWaitingBytes
        self.overflow = overflow
        self.queues = queues
        self.jobs = jobs
    }

    /// Says that nothing is set.
    public var isEmpty: Bool { self == TenantSettings() }

    /// Checks the values that types do not.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with the setting that is out of bounds.
    package func validate() throws(BellhopError) {
        try Self.check(concurrencyCap, "concurrent cap", 1...1_000_000, "; to stop a tenant, pause it")
        try Self.check(reservedSlots, "reserve of slots", 1...4000)
        try Self.check(mostWaitingJobs, "bound on waiting jobs", 1...100_000_000)
        try Self.check(mostWaitingBytes, "bound on waiting bytes", 1...(1 << 50))
        for (queue, settings) in queues {
            try Self.check(
                settings.concurrencyCap, "concurrent cap of queue '\(queue)'", 1...1_000_000, "; to stop it, pause it")
        }
        for (name, settings) in jobs {
            try Self.check(
                settings.concurrencyCap, "concurrent cap of jobs '\(name)'", 1...1_000_000, "; to stop them, pause them"
            )
            try Self.check(settings.keyCap, "cap for each key of jobs '\(name)'", 1...1_000_000)
            if case .to(let cost) = settings.cost, cost < .microseconds(1) || cost > .seconds(86_400) {
                throw BellhopError(
                    .invalidValue, "a cost of \(cost) for jobs '\(name)' is out of bounds: it goes from 1 µs to a day")
            }
        }
        if case .to(let cap) = concurrencyCap, case .to(let reserve) = reservedSlots, reserve > cap {
            throw Self.reserveAboveCap(reserve, cap)
        }
    }

    /// Says that more slots are reserved than the cap allows to use.
    package static func reserveAboveCap(_ reserve: Int, _ cap: Int) -> BellhopError {
        BellhopError(
            .invalidValue,
            "a reserve of \(reserve) slots lies above the concurrent cap of \(cap): raise the cap or reserve less")
    }

    private static func check(
        _ bound: Bound<Int>?, _ what: String, _ range: ClosedRange<Int>, _ hint: String = ""
    ) throws(BellhopError) {
        guard case .to(let value) = bound, !range.contains(value) else { return }
        throw BellhopError(
            .invalidValue,
            "a \(what) of \(value) is out of bounds: it goes from \(range.lowerBound) to \(range.upperBound)\(hint)")
    }
}
