import BellhopStore

/// Pauses, resumes and caps queues and job names over all tenants; what changes holds from the next pick on.
///
/// Running jobs finish, and new ones are taken in and wait. One tenant's queue or job name is paused by its settings, see
/// ``TenantDirectory/set(_:_:)``.
///
///     try await client.queues.pause("mail")
public struct QueueControl: Sendable {
    private let store: JobStore

    init(store: JobStore) { self.store = store }

    /// Starts no more jobs of a queue.
    public func pause(_ queue: QueueName) async throws(BellhopError) { try await store.change(.pause(queue)) }

    /// Lets the jobs of a queue go on.
    public func resume(_ queue: QueueName) async throws(BellhopError) { try await store.change(.resume(queue)) }

    /// Starts no more jobs of a name, in any queue.
    public func pauseJobs(named name: JobName) async throws(BellhopError) { try await store.change(.pauseJobs(name)) }

    /// Lets jobs of a name go on.
    public func resumeJobs(named name: JobName) async throws(BellhopError) { try await store.change(.resumeJobs(name)) }

    /// Bounds the jobs of a queue that workers hold at any time, over all tenants; `nil` takes the bound away.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` for a cap below 1 or above a million.
    public func setConcurrencyCap(_ cap: Int?, of queue: QueueName) async throws(BellhopError) {
        try await store.change(.cap(queue, cap))
    }
}
