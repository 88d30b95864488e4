/// Lists every class of key that belongs to one tenant.
///
/// The class stands before the tenant in a key, so that an access rule for "any tenant, only this class" is a prefix.
package enum TenantKeyClass: String, CaseIterable, Sendable {
    /// Hash: the tenant's record, its sequence, and its virtual-time tags (`tag:<queue>`) that lie ahead of the clock.
    case record = "ten"
    /// Hash: job id → ``BellhopCore/JobRecord``, for every job that has not finished.
    case job
    /// Hash: job id → payload, for payloads that are too large to travel with every claim.
    case payload
    /// Sorted set per lane: job id by sequence.
    case lane
    /// Sorted set per queue: lane by the sequence of its head.
    case lanes
    /// Set-like sorted set: the queues that the tenant has used.
    case queues
    /// Sorted set: job id by due time.
    case due
    /// Hash: job id → claim.
    case running = "run"
    /// Sorted set: job id by time of death.
    case dead
    /// Sorted set: job id by time of quarantine.
    case quarantine = "quar"
    /// Hash: job id → errors so far, a JSON object a line.
    case errors = "err"
    /// Hash per bucket: job id → ``BellhopCore/JobOutcome``.
    case outcomes = "out"
    /// Sorted set: outcome bucket by the time until which it is kept.
    case index
    /// Hash: job name → moving average of its run time in microseconds.
    case estimates = "est"
    /// Hash: counters.
    case counters = "stat"
    /// Sorted set: job ids that somebody waits for, by the time until which they do.
    case waiters = "wait"
    /// Channel: ids of awaited jobs that have ended.
    case settled = "done"
}

/// Lists every class of key that belongs to a shard and not to a tenant.
///
/// These keys hold tenant names, job ids and numbers; never a payload, a result or an error.
package enum ControlKeyClass: String, CaseIterable, Sendable {
    /// Sorted set: the shard's tenants.
    case tenants
    /// Sorted set: the queues that any tenant of the shard has used.
    case queues = "allqueues"
    /// Sorted set per queue: the tenants that have ready work and may run now, by virtual time.
    case ring
    /// Hash: `fence`, and the virtual time of each queue (`v:<queue>`).
    case clock
    /// Sorted set: tenant by its next due instant.
    case due = "duetenants"
    /// Sorted set: worker by the end of its lease.
    case workers
    /// Hash per worker: what it says of itself, and its last claim call.
    case worker
    /// Hash per worker: tenant → number of claims held.
    case held
    /// Hash per worker: job id → tenant, for running jobs that somebody cancelled.
    case cancels
    /// Sorted set per queue, and one without a name for workers that serve all: idle worker by free slots.
    case idle
    /// Channel per worker: wake-ups.
    case wake
}
