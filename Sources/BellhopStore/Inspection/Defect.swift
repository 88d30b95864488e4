/// Lists what can be wrong with the places of a tenant's jobs.
package enum Defect: String, CaseIterable, Sendable {
    /// A job is in no state: no worker would ever find it.
    case homeless
    /// A job is in two states.
    case twofold
    /// A job has ended and waits or runs all the same.
    case ended
    /// A state has a member that is no job.
    case bare
    /// A job is claimed by a worker that is not on the register.
    case abandoned
    /// A worker is on record with another number of claims than it has.
    case miscounted
    /// A lane with jobs is not among those that are looked at, or one without is.
    case unlisted
    /// A tenant with work is not in the ring, so that no worker would look.
    case unseen
    /// A tenant without work that may run is in the ring.
    case idle
    /// A tenant is held back by a limit that it has not reached.
    case parked
    /// The shard expects a tenant's next due job at another instant.
    case undue
}
