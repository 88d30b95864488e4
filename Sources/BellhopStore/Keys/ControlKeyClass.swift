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
    /// Hash: `fence`, the virtual time of each queue (`v:<queue>`), the last beat of anybody (`beat`) and since when beats
    /// come in without a gap (`calm`), and where housekeeping stands (`tidy`, `tidied`).
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
    /// Sorted set: tenant, and `t` or what of it is limited, by the instant at which its rate allows a claim again.
    case refill
    /// Hash: `cap:`, `use:` and `paused:` of queues over all tenants.
    case queueLimits = "qlim"
    /// Set-like sorted set: job name and tenant, of jobs that wait for a worker which knows their name.
    case unknown
    /// Channel per worker: wake-ups.
    case wake
}
