/// Counts a tenant's jobs by state, and what has been done for it so far.
package struct TenantSummary: Hashable, Sendable {
    /// Counts jobs that wait in their lanes.
    package var ready = 0
    /// Counts jobs that wait for their time.
    package var due = 0
    /// Counts jobs that workers hold.
    package var running = 0
    /// Counts dead jobs that are kept.
    package var dead = 0
    /// Counts quarantined jobs.
    package var quarantined = 0
    /// Counts jobs that succeeded since the tenant was added.
    package var succeeded = 0
    /// Counts runs that failed and are to be repeated.
    package var retried = 0
    /// Counts jobs that died.
    package var died = 0
    /// Counts jobs that were cancelled.
    package var cancelled = 0
    /// Counts jobs that came back from dead workers.
    package var reaped = 0
    /// Adds up the worker time in microseconds.
    package var workerMicroseconds = 0

    /// Makes an empty summary.
    package init() {}
}

/// Counts the jobs of one tenant in one queue.
package struct QueueSummary: Hashable, Sendable {
    /// Names the queue.
    package var queue: String
    /// Names the tenant.
    package var tenant: String
    /// Counts jobs that wait in the queue's lanes.
    package var ready: Int
    /// Says that the tenant stands in the queue's ring.
    package var isInRing: Bool
}

/// Describes a worker as the register has it.
package struct WorkerSummary: Hashable, Sendable {
    /// Names the worker.
    package var id: String
    /// Gives the end of its lease in milliseconds since 1970.
    package var leaseEnd: Int64
    /// Gives what the worker says of itself, as JSON.
    package var info: String
    /// Counts the jobs that it holds.
    package var held: Int
}
