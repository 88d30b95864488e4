package import BellhopCore

/// Says what an enqueue found.
package struct EnqueueReply: Sendable {
    /// Lists the ids that were known already; their jobs were left as they were.
    package var known: [JobID]
    /// Identifies the job that was enqueued before under the same idempotency key; nothing was written then.
    package var earlier: JobID?

    /// Makes an answer.
    package init(known: [JobID] = [], earlier: JobID? = nil) {
        self.known = known
        self.earlier = earlier
    }
}
