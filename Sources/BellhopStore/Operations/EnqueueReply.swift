package import BellhopCore

/// Says what an enqueue found.
package struct EnqueueReply: Sendable {
    /// Lists the ids that were known already; their jobs were left as they were.
    package var known: [JobID]
    /// Identifies the job that was enqueued before under the same idempotency key; nothing was written then.
    package var earlier: JobID?
    /// Gives, for each job that was rejected, the one that stands for its unique key.
    package var rejected: [JobID: JobID]

    /// Makes an answer.
    package init(known: [JobID] = [], earlier: JobID? = nil, rejected: [JobID: JobID] = [:]) {
        self.known = known
        self.earlier = earlier
        self.rejected = rejected
    }
}
