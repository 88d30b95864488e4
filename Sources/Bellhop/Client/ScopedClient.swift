package import BellhopStore

/// Enqueues, reads and steers one tenant's jobs and no other's.
///
/// A job of another tenant looks exactly like one that does not exist. The client of a ``JobContext`` ends with its
/// run: every call then throws ``BellhopError/Code/scopeEnded``.
///
///     let status = try await client.scoped(to: acme).status(of: ref.id)
public struct ScopedClient: Sendable {
    /// Names the tenant.
    public let tenant: TenantID
    let client: BellhopClient
    private let token: ScopeToken?
    private let proof: ClaimProof?

    /// Makes the client of a tenant.
    ///
    /// With a token it ends when the token does; with a proof the store takes no job from it once the claim is lost.
    package init(client: BellhopClient, tenant: TenantID, token: ScopeToken?, proof: ClaimProof? = nil) {
        self.client = client
        self.tenant = tenant
        self.token = token
        self.proof = proof
    }

    /// Checks that the scope, if there is one, has not ended and is the tenant's.
    func requireLive() throws(BellhopError) {
        try token?.requireLive()
        if token == nil { _ = try BellhopClient.owner(tenant) }
    }

    /// Enqueues a job for the tenant.
    ///
    /// - Throws: What ``BellhopClient/enqueue(_:for:options:)`` throws; in a run also ``BellhopError/Code/claimLost``, when
    ///   the store has given the job to another worker meanwhile: nothing was written.
    @discardableResult
    public func enqueue<J: Job>(_ job: J, options: EnqueueOptions = .init()) async throws(BellhopError) -> JobRef {
        try requireLive()
        let submission = Submission(
            tenant: tenant, name: try J.checkedName(), queue: options.queue ?? J.queue, options: options, parent: proof)
        return try await client.submit(submission, count: 1) { _ throws(BellhopError) in try Payload.encode(job) }
            .singleReference()
    }

    /// Reads a job as it is now.
    ///
    /// - Throws: ``BellhopError/Code/notFound`` when the tenant has no such job.
    public func status(of id: JobID) async throws(BellhopError) -> JobSnapshot {
        try requireLive()
        guard let snapshot = try await client.store.inspect(JobKey(tenant: tenant, id: id)) else { throw unknown(id) }
        return snapshot
    }

    /// Lists jobs of one state, `count` at most, from the `offset`th on.
    public func jobs(
        _ state: JobState, offset: Int = 0, count: Int = 100
    ) async throws(BellhopError) -> [JobSnapshot] {
        try requireLive()
        return try await Inspector(client.store).jobs(
            of: tenant, state: state, offset: max(0, offset), count: max(1, count))
    }

    /// Cancels a job: at once while it waits, through its worker while it runs.
    ///
    /// - Returns: `true` when the job is cancelled, `false` when it runs and its worker has been told.
    /// - Throws: ``BellhopError/Code/notFound``; ``BellhopError/Code/wrongState`` when it has ended.
    @discardableResult
    public func cancel(_ id: JobID) async throws(BellhopError) -> Bool {
        try requireLive()
        switch try await client.store.cancel(JobKey(tenant: tenant, id: id)) {
        case .cancelled: return true
        case .marked: return false
        case .finished:
            throw BellhopError(.wrongState, "job \(id) of tenant '\(tenant)' has ended and cannot be cancelled")
        }
    }

    /// Puts a dead job back with all its attempts, or one that waits for its time at once.
    ///
    /// - Throws: ``BellhopError/Code/notFound``; ``BellhopError/Code/wrongState`` when it runs or has ended well.
    public func retry(_ id: JobID) async throws(BellhopError) {
        try requireLive()
        try await client.store.retry(JobKey(tenant: tenant, id: id))
    }

    /// Deletes a job that does not run, with all that is kept of it, its outcome too.
    ///
    /// - Throws: ``BellhopError/Code/notFound``; ``BellhopError/Code/wrongState`` while it runs.
    public func delete(_ id: JobID) async throws(BellhopError) {
        try requireLive()
        try await client.store.delete(JobKey(tenant: tenant, id: id))
    }

    /// Notes how far the run is that this client belongs to.
    func report(_ progress: JobProgress) async throws(BellhopError) {
        try requireLive()
        if let proof { try await client.store.report(progress, under: proof) }
    }

    func unknown(_ id: JobID) -> BellhopError {
        BellhopError(.notFound, "tenant '\(tenant)' has no job \(id)")
    }
}
