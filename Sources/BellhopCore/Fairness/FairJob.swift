/// Holds what the scheduler knows of a job.
package struct FairJob: Sendable {
    /// Names the lane to which the job goes when it becomes ready.
    package var lane: FairLane
    /// Orders the job among its tenant's: each step is worth 1 000 places.
    package let priority: Int
    /// Counts the workers that died while they ran it.
    package var crashes = 0
}
