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
    /// Hash: job id → how far its run is, as the run said last, with the run's fence.
    case progress = "prog"
    /// Hash: job id → when a worker first found that it does not know the job's name.
    case unknown = "unk"
    /// Hash per bucket: job id → ``BellhopCore/JobOutcome``.
    case outcomes = "out"
    /// Sorted set: outcome bucket by the time until which it is kept.
    case index
    /// Hash per span of time: idempotency key → end of remembering and job id.
    case once
    /// Hash: what is limited (`q:<queue>`, `n:<name>`, `k:<name>` caps; `pq:`, `pn:` pauses; `r:<name>` rates; `w:<queue>`
    /// weights; `f:<name>` fixed costs) → limit.
    case limits = "lim"
    /// Hash: what is capped, `k:<name>:<key>` among it → claims held.
    case uses = "use"
    /// Hash: `t` or `r:<name>` → theoretical arrival time of the next claim, in microseconds (GCRA).
    case arrivals = "tat"
    /// Hash: lane → the limit that holds it back.
    case parked
    /// Sorted set per limit: lanes that it holds back, by the sequence of their heads.
    case park
    /// Hash: unique key → the job that stands for it, and `>` and the key → the one that follows.
    case unique = "uniq"
    /// Hash: job id → how long it stands for a unique key, and the key.
    case uniqueOf = "uof"
    /// Hash: name → what is to be enqueued again and again, and when, as JSON; `@` or `@paused` where a plan says it.
    case cron
    /// Sorted set: name by the next instant at which a worker is to look at it.
    case cronDue = "cronat"
    /// Hash: name → the latest instant of its schedule that has been dealt with.
    case cronLast = "cronlast"
    /// Hash: job name → moving average of its run time in microseconds.
    case estimates = "est"
    /// Hash: counters.
    case counters = "stat"
    /// Sorted set: job ids that somebody waits for, by the time until which they do.
    case waiters = "wait"
    /// Channel: ids of awaited jobs that have ended.
    case settled = "done"
}
