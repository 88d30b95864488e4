package import BellhopRedis
package import BellhopStore
import FoundationEssentials
public import Logging

/// Enqueues jobs for tenants, and reads and steers what became of them.
///
/// 1. It connects on first use and again after every outage; calls wait for that until their own deadline.
/// 2. Every call names its tenant, or takes the active one (see ``BellhopCore/Tenancy``); with neither it throws and
///    writes nothing.
/// 3. An enqueue that got no answer is sent again under the same id, so that it takes effect at most once.
///
/// Make one for a process and share it; close it at the end.
///
///     let client = try BellhopClient(BellhopConfiguration())
///     let ref = try await client.enqueue(SendInvoice(id: 7), for: acme)
///     await client.close()
public final class BellhopClient: Sendable {
    /// Performs the transitions.
    package let store: JobStore
    /// Takes jobs in: the same, or over a connection of its own where replicas are waited for, which holds up what is
    /// behind it.
    let producing: JobStore
    /// Tells of events.
    package let subscriber: RedisSubscriber
    let configuration: BellhopConfiguration
    let ids = JobIDGenerator()

    /// Makes a client; it opens nothing by itself.
    ///
    /// - Parameters:
    ///   - configuration: says where Redis is.
    ///   - logger: takes the client's own log: the start and the end of an outage, and details at debug.
    /// - Throws: ``BellhopError/Code/configuration`` when the URL cannot be read.
    public init(
        _ configuration: BellhopConfiguration = .init(), logger: Logger = Logger(label: "bellhop.client")
    ) throws(BellhopError) {
        let redis = try configuration.connection()
        self.configuration = configuration
        self.store = JobStore(
            redis: RedisClient(configuration: redis, logger: logger), namespace: configuration.namespace)
        if configuration.replicas > 0 {
            self.producing = JobStore(
                redis: RedisClient(configuration: redis, logger: logger), namespace: configuration.namespace,
                replication: Replication(
                    replicas: configuration.replicas, timeout: min(configuration.replicaTimeout, redis.commandTimeout)))
        } else {
            self.producing = store
        }
        self.subscriber = RedisSubscriber(configuration: redis, logger: logger)
    }

    /// Closes the connections; calls under way and later ones fail with ``BellhopError/Code/unavailable``.
    public func close() async {
        await subscriber.close()
        await store.redis.close()
        await producing.redis.close()
    }

    /// Gives the client of one tenant, which reads and steers that tenant's jobs and no other's.
    public func scoped(to tenant: TenantID) -> ScopedClient { ScopedClient(client: self, tenant: tenant, token: nil) }

    /// Gives the directory of tenants.
    public var tenants: TenantDirectory { TenantDirectory(store: store) }

    /// Pauses and caps queues over all tenants.
    public var queues: QueueControl { QueueControl(store: store) }

    /// Enqueues a job.
    ///
    /// - Parameters:
    ///   - job: is encoded as JSON, to at most 1 MiB.
    ///   - tenant: owns the job; the active tenant when `nil`.
    ///   - options: say when and how it is to run.
    /// - Returns: The job's reference; it is stored when this returns.
    /// - Throws: ``BellhopError/Code/noActiveTenant``, ``BellhopError/Code/crossTenant``,
    ///   ``BellhopError/Code/scopeEnded``, ``BellhopError/Code/unknownTenant``, ``BellhopError/Code/backlogFull``,
    ///   ``BellhopError/Code/payloadTooLarge``, ``BellhopError/Code/unencodable``, ``BellhopError/Code/storeFull``,
    ///   ``BellhopError/Code/unavailable``: nothing was written. ``BellhopError/Code/outcomeUnknown``: enqueue again with
    ///   the same id. ``BellhopError/Code/notReplicated``: it is stored, see ``BellhopConfiguration/replicas``.
    @discardableResult
    public func enqueue<J: Job>(
        _ job: J, for tenant: TenantID? = nil, options: EnqueueOptions = .init()
    ) async throws(BellhopError) -> JobRef {
        let owner = try Self.owner(tenant)
        let submission = Submission(
            tenant: owner, name: try J.checkedName(), queue: options.queue ?? J.queue, options: options)
        return try await submit(submission, count: 1) { _ throws(BellhopError) in try Payload.encode(job) }
            .singleReference()
    }

    /// Enqueues jobs of one type for one tenant.
    ///
    /// They go in pages of at most 1 000 jobs and 4 MiB, each of which is taken in whole or not at all.
    ///
    /// - Returns: Which jobs were taken in; see ``BulkReceipt``.
    /// - Throws: What ``enqueue(_:for:options:)`` throws, when not even the first page was taken in.
    @discardableResult
    public func enqueue<J: Job>(
        contentsOf jobs: some Sequence<J> & Sendable, for tenant: TenantID? = nil, options: EnqueueOptions = .init()
    ) async throws(BellhopError) -> BulkReceipt {
        let owner = try Self.owner(tenant)
        let submission = Submission(
            tenant: owner, name: try J.checkedName(), queue: options.queue ?? J.queue, options: options)
        let jobs = Array(jobs)
        return try await submit(submission, count: jobs.count) { index throws(BellhopError) in
            try Payload.encode(jobs[index])
        }
    }

    /// Enqueues payloads that are JSON already, for handlers that are found by name.
    ///
    /// - Returns: Which jobs were taken in; see ``BulkReceipt``.
    /// - Throws: What ``enqueue(_:for:options:)`` throws, when not even the first page was taken in.
    @discardableResult
    public func enqueue(
        name: JobName, payloads: [[UInt8]], for tenant: TenantID? = nil, options: EnqueueOptions = .init()
    ) async throws(BellhopError) -> BulkReceipt {
        let owner = try Self.owner(tenant)
        for payload in payloads { try Payload.check(payload) }
        let submission = Submission(tenant: owner, name: name, queue: options.queue ?? .default, options: options)
        return try await submit(submission, count: payloads.count) { index throws(BellhopError) in payloads[index] }
    }

    /// Bounds the waiting jobs of a tenant for which nothing else is set.
    package var mostWaitingJobs: Int { configuration.mostWaitingJobs }

    /// Gives the settings of a further connection, for what must not queue behind payloads.
    package func configurationForBeats() throws(BellhopError) -> RedisConfiguration { try configuration.connection() }

    /// Decides whose a job is: the tenant that is named, or else the active one.
    static func owner(_ named: TenantID?) throws(BellhopError) -> TenantID {
        guard let token = Tenancy.token else {
            if let named { return named }
            return try Tenancy.current
        }
        try token.requireLive()
        guard let named else { return try token.requireTenant() }
        if case .tenant(let active) = token.scope, active != named {
            throw BellhopError(
                .crossTenant,
                "a job of tenant '\(active)' reached for tenant '\(named)': wrap it in Tenancy.asSystem(_:) if it may")
        }
        return named
    }
}
