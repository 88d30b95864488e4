/// Holds a tenant: what is set for it, its place in the rings, and its jobs.
package struct FairTenant: Sendable {
    /// Says why a tenant that may have ready work is in no ring.
    package enum Absence: Int, Sendable {
        /// It holds as many jobs as its cap allows; it comes back when one ends.
        case cap = 1
        /// Its rate allows no claim; it comes back at the refill instant.
        case rate
        /// Somebody paused it.
        case pause
    }

    /// Says what may be done for it.
    package var state = TenantState.active
    /// Says that somebody paused it.
    package var isPaused = false
    /// Names its kind.
    package var kind: TenantKind?
    /// Holds what is set for itself.
    package var own = TenantSettings()
    /// Says why it is in no ring.
    package var absence: Absence?
    /// Counts the places that were given out.
    package var sequence = 0
    /// Holds its virtual times in queues in whose rings it is not, where they lie ahead of the clock.
    package var tags: [QueueName: Int] = [:]
    /// Holds the lanes that may be looked at, of each queue that it ever used, by the places of their heads.
    package var lanes: [QueueName: FairOrder<FairLane>] = [:]
    /// Holds the ready jobs of each lane by place.
    package var ready: [FairLane: FairOrder<JobID>] = [:]
    /// Holds, for each lane that is held back, by what.
    package var parked: [FairLane: FairLimit] = [:]
    /// Holds the lanes that a limit holds back, by the places of their heads.
    package var park: [FairLimit: FairOrder<FairLane>] = [:]
    /// Counts the claims under each cap that is set.
    package var uses: [FairLimit: Int] = [:]
    /// Holds the theoretical arrival times of rates, in microseconds.
    package var arrivals: [FairLimit: Int] = [:]
    /// Holds the claims.
    package var running: [JobID: FairClaim] = [:]
    /// Holds the moving averages of run times, in microseconds, by job name.
    package var estimates: [JobName: Int] = [:]
    /// Holds the jobs that wait for their time, by that time in milliseconds.
    package var due = FairOrder<JobID>()
    /// Holds what is known of each job that has not ended.
    package var jobs: [JobID: FairJob] = [:]

    /// Makes a tenant for which nothing is set.
    package init() {}

    /// Lists the queues that it ever used, in order.
    package var queues: [QueueName] { lanes.keys.sorted() }
}
