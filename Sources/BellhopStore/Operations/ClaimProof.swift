package import BellhopCore

/// Proves to the store that its holder has the latest claim on a job.
package struct ClaimProof: Sendable {
    /// Names the job.
    package let job: JobKey
    /// Names the worker that claimed it.
    package let worker: WorkerID
    /// Is the claim's token.
    package let fence: Int64

    /// Makes a proof.
    package init(job: JobKey, worker: WorkerID, fence: Int64) {
        self.job = job
        self.worker = worker
        self.fence = fence
    }

    /// Is how the text of the claim begins in the hash of running jobs.
    var prefix: String { "\(worker.rawValue) \(fence) " }
}
