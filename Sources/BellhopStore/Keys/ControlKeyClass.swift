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
    /// come in without a gap (`calm`), where housekeeping stands (`tidy`, `tidied`), and until when Redis counts as nearly full
    /// (`guard`).
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
    /// Sorted set: tenant, and `t` or what of it is limited, by the instant at which its rate allows a claim again; under `~`
    /// what is to be looked at anew, page by page, after a change to a kind or to all tenants.
    case refill
    /// Hash: `cap:`, `use:` and `paused:` of queues, and `pn:` of paused job names, over all tenants.
    case queueLimits = "qlim"
    /// Sorted set: tenant by the slots that are reserved for it.
    case reserved
    /// Hash per kind: what holds for its tenants where they say nothing themselves.
    case kind
    /// Sorted set: the kinds for which something is set.
    case kinds
    /// Sorted set per kind: its tenants.
    case kindTenants = "kindtenants"
    /// Hash: worker time of all tenants, in all (`us`) and by minute (`us:<minute>`).
    case spent
    /// Sorted set: tenant by the next instant at which one of its schedules wants looking at.
    case cronTenants = "crontenants"
    /// Hash: name → a schedule for many tenants, as JSON: the operator's own, never a tenant's.
    case plans
    /// Hash: name of a plan → the tenants that it is for: `*`, or a kind.
    case planTenants = "planfor"
    /// Set-like sorted set: job name and tenant, of jobs that wait for a worker which knows their name.
    case unknown
    /// Channel per worker: wake-ups.
    case wake
}
