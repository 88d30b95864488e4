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
    ///   - maximumAttempts: overrides the number of runs, from 1 to 65 535.
    ///   - timeout: overrides the time of one run.
    ///   - actor: says who caused the job.
    ///   - trace: carries the trace context.
    public init(
        id: JobID? = nil, idempotencyKey: String? = nil, queue: QueueName? = nil, delay: Duration? = nil,
        runAt: Date? = nil, maximumAttempts: Int? = nil, timeout: Duration? = nil, actor: String? = nil,
        trace: String? = nil
    ) {
        self.id = id
        self.idempotencyKey = idempotencyKey
        self.queue = queue
        self.delay = delay
        self.runAt = runAt
        self.maximumAttempts = maximumAttempts
        self.timeout = timeout
        self.actor = actor
        self.trace = trace
    }

    /// Checks what the types do not.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with the option that is wrong.
    func validate() throws(BellhopError) {
        if delay != nil, runAt != nil {
            throw BellhopError(.invalidValue, "a job takes a delay or an instant to run at, not both")
        }
        if let idempotencyKey, !(1...256).contains(idempotencyKey.utf8.count) {
            throw BellhopError(
                .invalidValue,
                "an idempotency key of \(idempotencyKey.utf8.count) bytes is out of bounds: it has 1 to 256")
        }
        if let delay, delay < .zero || delay > .seconds(100 * 366 * 86_400) {
            throw BellhopError(.invalidValue, "a delay of \(delay) is out of bounds: it goes from 0 to a century")
        }
        if let runAt, !(0...32_503_680_000).contains(runAt.timeIntervalSince1970) {
            throw BellhopError(.invalidValue, "the instant \(runAt) is out of bounds: it goes from 1970 to 3000")
        }
        if let maximumAttempts, !(1...65_535).contains(maximumAttempts) {
            throw BellhopError(.invalidValue, "\(maximumAttempts) attempts are out of bounds: they go from 1 to 65535")
        }
        if let timeout, timeout < .milliseconds(1) || timeout > .seconds(4_294_967) {
            throw BellhopError(.invalidValue, "a timeout of \(timeout) is out of bounds: it goes from 1 ms to 49 days")
        }
    }
}
