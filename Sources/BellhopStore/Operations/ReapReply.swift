package import BellhopCore

/// Says what a call to reap did.
package struct ReapReply: Sendable {
    /// Names the worker whose jobs were returned, if there was one.
    package var worker: WorkerID?
    /// Counts the jobs that were returned.
    package var returned: Int
    /// Says that there is more to reap.
    package var hasMore: Bool
    /// Gives the earliest end of the leases that are left, in milliseconds since 1970.
    package var earliestLeaseEnd: Int64?
}
