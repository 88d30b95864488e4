package import BellhopCore

/// Says what a call to reap did.
package struct ReapReply: Sendable {
    /// Names the worker whose jobs were returned, if there was one.
    package var worker: WorkerID?
    /// Counts the jobs that were returned.
    package var returned: Int
    /// Counts those of them that were quarantined, because it was not the first worker that died with them.
    package var quarantined: Int
    /// Counts those of them that somebody had cancelled.
    package var cancelled: Int
    /// Says that there is more to reap.
    package var hasMore: Bool
    /// Gives the earliest end of the leases that are left, in milliseconds since 1970.
    package var earliestLeaseEnd: Int64?
}
