/// Stands for the jobs that one pick gave to a worker.
package struct FairClaim: Hashable, Sendable {
    /// Names the worker.
    package let worker: WorkerID
    /// Proves that the claim is the latest.
    package let fence: Int
    /// Is what the tenant was charged for each job, in microseconds.
    package let estimate: Int
    /// Names the lane that the jobs come from.
    package let lane: FairLane
}
