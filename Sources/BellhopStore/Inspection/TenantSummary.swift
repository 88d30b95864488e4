/// Counts a tenant's jobs by state, and what has been done for it so far.
package struct TenantSummary: Hashable, Sendable {
    /// Counts jobs that have not finished.
    package var live = 0
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
    /// Counts jobs that were quarantined.
    package var wereQuarantined = 0
    /// Counts jobs that were cancelled.
    package var cancelled = 0
    /// Counts jobs that came back from dead workers.
    package var reaped = 0
    /// Adds up the worker time in microseconds.
    package var workerMicroseconds = 0

    /// Counts jobs in no state (above 0), or jobs in two and members of states that are no jobs (below 0).
    package var imbalance: Int { live - ready - due - running - dead - quarantined }

    /// Makes an empty summary.
    package init() {}
}
