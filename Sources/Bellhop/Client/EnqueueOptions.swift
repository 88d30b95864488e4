public import FoundationEssentials

/// Says when and how a job is to run, where its type does not.
///
///     try await client.enqueue(job, for: acme, options: .init(delay: .seconds(60)))
public struct EnqueueOptions: Sendable {
    /// Identifies the job; one is made when this is `nil`.
    ///
    /// A second enqueue of the same id for the same tenant changes nothing.
    public var id: JobID?
    /// Identifies this submission for a day, so that a producer which cannot keep an id may repeat it.
    ///
    /// A second enqueue with the same key for the same tenant writes nothing and gives the reference of the first one's
    /// job, whatever became of it. At most 256 bytes.
    public var idempotencyKey: String?
    /// Overrides the queue of the job's type.
    public var queue: QueueName?
    /// Holds the job back for this long, by the server's clock.
    public var delay: Duration?
    /// Holds the job back until this instant, by the server's clock.
    public var runAt: Date?
    /// Spreads the jobs of a bulk enqueue evenly over this long, from their start on.
    public var spread: Duration?
    /// Says how long after its enqueue the job is worth starting; later it ends as expired, by the server's clock.
    public var expires: Duration?
    /// Says until when the job is worth starting; later it ends as expired, by the server's clock.
    public var expiresAt: Date?
    /// Orders the job among its tenant's, from -100 to 100: each step puts it 1 000 places ahead, so that nothing starves.
    public var priority: Int?
    /// Groups jobs of one name of which only so many run at a time, such as those of one account.
    ///
    /// It is one unless the tenant's settings say more. A key has at most 256 bytes.
    public var limitKey: String?
    /// Says how much of a rate the job uses up, from 1 to a million; 1 unless set.
    public var cost: Int?
    /// Says that the job may not be there twice.
    public var unique: Uniqueness?
    /// Takes one job in, and for a while no other under the same key.
    public var throttle: Throttle?
    /// Overrides the number of runs that the job's type allows.
    public var maximumAttempts: Int?
    /// Overrides the time that one run may take.
    public var timeout: Duration?
    /// Says who caused the job; for logs and audits.
    public var actor: String?
    /// Carries the trace context (W3C `traceparent`).
    public var trace: String?

    /// Makes options; what is `nil` follows the job's type.
    ///
    /// - Parameters:
    ///   - id: identifies the job.
    ///   - idempotencyKey: identifies the submission for a day.
    ///   - queue: overrides the queue.
    ///   - delay: holds the job back for this long; not together with `runAt`.
    ///   - runAt: holds the job back until this instant; not together with `delay`.
    ///   - spread: spreads a bulk over this long.
    ///   - expires: is how long the job is worth starting; not together with `expiresAt`.
    ///   - expiresAt: is until when the job is worth starting; not together with `expires`.
    ///   - priority: orders the job among its tenant's, from -100 to 100.
    ///   - limitKey: groups jobs of which only so many run at a time.
    ///   - cost: is how much of a rate the job uses up.
    ///   - unique: says that the job may not be there twice.
    ///   - throttle: takes one job in, and for a while no other.
    ///   - maximumAttempts: overrides the number of runs, from 1 to 65 535.
    ///   - timeout: overrides the time of one run.
    ///   - actor: says who caused the job.
    ///   - trace: carries the trace context.
    public init(
        id: JobID? = nil, idempotencyKey: String? = nil, queue: QueueName? = nil, delay: Duration? = nil,
        runAt: Date? = nil, spread: Duration? = nil, expires: Duration? = nil, expiresAt: Date? = nil,
        priority: Int? = nil, limitKey: String? = nil, cost: Int? = nil, unique: Uniqueness? = nil,
        throttle: Throttle? = nil, maximumAttempts: Int? = nil, timeout: Duration? = nil, actor: String? = nil,
        trace: String? = nil
    ) {
        self.id = id
        self.idempotencyKey = idempotencyKey
        self.queue = queue
        self.delay = delay
        self.runAt = runAt
        self.spread = spread
        self.expires = expires
        self.expiresAt = expiresAt
        self.priority = priority
        self.limitKey = limitKey
        self.cost = cost
        self.unique = unique
        self.throttle = throttle
        self.maximumAttempts = maximumAttempts
        self.timeout = timeout
        self.actor = actor
        self.trace = trace
    }

    /// Gives options that put a job off until none under the same key has come for a while: the last one runs.
    ///
    ///     try await client.enqueue(Reindex(), for: acme, options: .debounced("index", for: .seconds(5)))
    public static func debounced(_ key: String, for delay: Duration) -> EnqueueOptions {
        EnqueueOptions(delay: delay, unique: .key(key, until: .started, onConflict: .replace))
    }

    /// Checks what the types do not.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with the option that is wrong.
    func validate() throws(BellhopError) {
        if delay != nil, runAt != nil { throw Self.conflict("a delay", "an instant to run at") }
        if expires != nil, expiresAt != nil { throw Self.conflict("a span after which it expires", "an instant") }
        if idempotencyKey != nil, throttle != nil { throw Self.conflict("an idempotency key", "a throttle") }
        if let unique, unique.conflict != .reject, idempotencyKey != nil || throttle != nil {
            throw Self.conflict(
                "a unique key that gives way", idempotencyKey == nil ? "a throttle" : "an idempotency key")
        }
        if let delay, let expires, expires <= delay {
            throw BellhopError(
                .invalidValue, "a job that expires after \(expires) cannot be delayed by \(delay): it would never start"
            )
        }
        try Self.check(idempotencyKey, "an idempotency key")
        try Self.check(limitKey, "a limit key")
        try Self.check(throttle?.key, "a throttle's key")
        if case .key(let key) = unique?.subject { try Self.check(key, "a unique key") }
        try Self.check(delay, "a delay", .zero)
        try Self.check(spread, "a spread", .zero)
        try Self.check(expires, "an expiry", .milliseconds(1))
        try Self.check(throttle?.period, "a throttle's period", .milliseconds(1))
        for instant in [runAt, expiresAt] {
            if let instant, !(0...32_503_680_000).contains(instant.timeIntervalSince1970) {
                throw BellhopError(.invalidValue, "the instant \(instant) is out of bounds: it goes from 1970 to 3000")
            }
        }
        try Self.check(priority, "a priority", -100...100)
        try Self.check(cost, "a cost", 1...1_000_000)
        try Self.check(maximumAttempts, "a number of attempts", 1...65_535)
        if let timeout, timeout < .milliseconds(1) || timeout > .seconds(4_294_967) {
            throw BellhopError(.invalidValue, "a timeout of \(timeout) is out of bounds: it goes from 1 ms to 49 days")
        }
    }

    private static func conflict(_ one: String, _ other: String) -> BellhopError {
        BellhopError(.invalidValue, "a job takes \(one) or \(other), not both")
    }

    private static func check(_ key: String?, _ what: String) throws(BellhopError) {
        guard let key, !(1...256).contains(key.utf8.count) else { return }
        throw BellhopError(.invalidValue, "\(what) of \(key.utf8.count) bytes is out of bounds: it has 1 to 256")
    }

    private static func check(_ value: Int?, _ what: String, _ range: ClosedRange<Int>) throws(BellhopError) {
        guard let value, !range.contains(value) else { return }
        throw BellhopError(
            .invalidValue,
            "\(what) of \(value) is out of bounds: it goes from \(range.lowerBound) to \(range.upperBound)")
    }

    private static func check(_ span: Duration?, _ what: String, _ least: Duration) throws(BellhopError) {
        guard let span, span < least || span > .seconds(100 * 366 * 86_400) else { return }
        throw BellhopError(.invalidValue, "\(what) of \(span) is out of bounds: it goes from \(least) to a century")
    }
}
