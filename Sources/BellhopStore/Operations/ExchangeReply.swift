package import BellhopCore

/// Says what the store did.
package struct ExchangeReply: Sendable {
    /// Says how the store took the call.
    package enum Status: String, Sendable {
        /// All was done, or had been done under the same number.
        case ok
        /// The worker's lease ended: nothing was claimed, and what it held may be others' now.
        case lost
        /// A later call has been answered already; nothing was done.
        case old
    }

    /// Says how the store took the call.
    package var status: Status
    /// Gives the server's time, in milliseconds since 1970.
    package var now: Int64
    /// Gives the next instant at which a job becomes due, in milliseconds since 1970.
    package var nextDue: Int64?
    /// Says that there is more work than one call may look at: call again at once.
    package var hasMore: Bool
    /// Lists settled jobs whose claim was no longer the worker's; nothing was written for them.
    package var refused: [JobID]
    /// Lists the claimed jobs, each pick's together.
    package var jobs: [ClaimedJob]
}
