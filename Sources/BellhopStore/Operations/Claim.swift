package import BellhopCore

/// Stands for the jobs that one pick gave to a worker: what all of them share, and what every later write must show.
package final class Claim: Sendable {
    /// Names the tenant that owns the jobs.
    package let tenant: TenantID
    /// Names the lane that they come from.
    package let lane: LaneName
    /// Names the queue of the lane.
    package let queue: QueueName
    /// Names the kind of job of the lane.
    package let name: JobName
    /// Proves that the claim is the latest: it is higher than any before it in the shard.
    package let fence: Int64
    /// Gives what the tenant was charged for each job, in microseconds of worker time.
    package let estimate: Int

    /// Makes a claim.
    package init(tenant: TenantID, lane: LaneName, fence: Int64, estimate: Int) {
        self.tenant = tenant
        self.lane = lane
        self.queue = lane.queue
        self.name = lane.job
        self.fence = fence
        self.estimate = estimate
    }
}
