public import Logging

/// Gives a running job what belongs to it: its tenant, its place, its attempt, and a client for its tenant alone.
///
/// It ends with the run: whatever is called through it afterwards throws ``BellhopError/Code/scopeEnded``.
public struct JobContext: Sendable {
    /// Names the tenant that the job runs for.
    public let tenant: TenantID
    /// Points at the job.
    public let ref: JobRef
    /// Names the kind of job.
    public let name: JobName
    /// Counts this run, from 1.
    public let attempt: Int
    /// Proves that this run holds the latest claim on the job: it is higher than that of any run before.
    ///
    /// A store outside can refuse writes that show a lower fence than the last, and so have exactly one effect.
    public let fence: Int64
    /// Says who caused the job.
    public let actor: String?
    private let baseLogger: Logger
    private let scoped: ScopedClient?
    private let token: ScopeToken

    /// Makes the context of a run.
    package init(
        tenant: TenantID, ref: JobRef, name: JobName, attempt: Int, fence: Int64, actor: String?, logger: Logger,
        scoped: ScopedClient?, token: ScopeToken
    ) {
        self.tenant = tenant
        self.ref = ref
        self.name = name
        self.attempt = attempt
        self.fence = fence
        self.actor = actor
        self.baseLogger = logger
        self.scoped = scoped
        self.token = token
    }

    /// Makes a context for a unit test, with no store behind it.
    ///
    ///     let output = try await WordCount(text: "a b").run(in: JobContext(testing: acme))
    ///
    /// - Parameters:
    ///   - tenant: is the tenant that the job is to run for.
    ///   - attempt: counts the run.
    ///   - logger: takes the job's log.
    public init(testing tenant: TenantID, attempt: Int = 1, logger: Logger = Logger(label: "bellhop.test")) {
        self.init(
            tenant: tenant,
            ref: JobRef(shard: .first, tenant: tenant, queue: .default, id: JobID(high: 0x7000, low: 1 << 63)),
            name: "test", attempt: attempt, fence: 1, actor: nil, logger: logger, scoped: nil,
            token: ScopeToken(.tenant(tenant)))
    }

    /// Logs with the tenant, the job and the attempt as metadata.
    public var logger: Logger {
        var logger = baseLogger
        logger[metadataKey: "tenant.id"] = "\(tenant)"
        logger[metadataKey: "job.ref"] = "\(ref)"
        logger[metadataKey: "job.name"] = "\(name)"
        logger[metadataKey: "job.attempt"] = "\(attempt)"
        return logger
    }

    /// Gives the client of the job's tenant, and of no other.
    ///
    /// - Throws: ``BellhopError/Code/scopeEnded`` when the run has ended; ``BellhopError/Code/unavailable`` in a context
    ///   that was made for a unit test.
    public var client: ScopedClient {
        get throws(BellhopError) {
            try token.requireLive()
            guard let scoped else {
                throw BellhopError(.unavailable, "this context was made for a test and has no store behind it")
            }
            return scoped
        }
    }

    /// Enqueues a job for the same tenant, at once.
    ///
    /// - Throws: ``BellhopError/Code/scopeEnded`` when the run has ended, and what ``ScopedClient/enqueue(_:options:)``
    ///   throws.
    @discardableResult
    public func enqueue<J: Job>(_ job: J, options: EnqueueOptions = .init()) async throws(BellhopError) -> JobRef {
        try await client.enqueue(job, options: options)
    }

    /// Says how far the run is, for those who look at the job; it is forgotten when the run ends.
    ///
    ///     try await context.report(0.4, note: "400 of 1000 pages")
    ///
    /// In a context that was made for a unit test it only checks the values.
    ///
    /// - Parameters:
    ///   - fraction: is the share that is done, from 0 to 1.
    ///   - note: says what the run is at, in 256 bytes at most.
    /// - Throws: ``BellhopError/Code/invalidValue``, ``BellhopError/Code/scopeEnded``, ``BellhopError/Code/claimLost`` when
    ///   another worker has the job by now, ``BellhopError/Code/storeFull``.
    public func report(_ fraction: Double, note: String = "") async throws(BellhopError) {
        try token.requireLive()
        let progress = try JobProgress(fraction, note: note)
        try await scoped?.report(progress)
    }

    /// Checks that the run has not ended.
    ///
    /// - Throws: ``BellhopError/Code/scopeEnded``.
    public func requireLive() throws(BellhopError) { try token.requireLive() }
}
