/// Says which jobs of a bulk enqueue were taken in.
///
/// Pages are sent in order and the first failure ends the sending, so the jobs taken in are the first ones.
public struct BulkReceipt: Sendable {
    /// Points at the jobs that were taken in, in the order in which they were given.
    public internal(set) var accepted: [JobRef] = []
    /// Lists jobs whose ids were known already; they are among the accepted and were left as they were.
    public internal(set) var known: [JobRef] = []
    /// Says why the jobs after the accepted ones were not taken in; `nil` when all were.
    public internal(set) var failure: BellhopError?

    func singleReference() throws(BellhopError) -> JobRef {
        if let failure { throw failure }
        guard let reference = accepted.first else { throw BellhopError(.corruptData, "no job was taken in") }
        return reference
    }
}
