/// Says what the store answered to a beat.
package struct BeatReply: Sendable {
    /// Says that the lease holds; else it ended and others may have the worker's jobs.
    package var holds: Bool
    /// Gives the server's time, in milliseconds since 1970.
    package var now: Int64
    /// Gives the earliest end of any worker's lease, in milliseconds since 1970.
    package var earliestLeaseEnd: Int64?
    /// Gives the operator's order, if there is one.
    package var order: WorkerOrder?
    /// Gives since when the workers' beats have come in without a gap of more than two thirds of a lease: after an outage
    /// every lease looks ended, and nobody is dead.
    package var calm: Duration
    /// Lists running jobs of this worker that somebody cancelled.
    package var cancels: [JobKey]
}
