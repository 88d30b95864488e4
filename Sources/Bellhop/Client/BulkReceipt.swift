/// Says which jobs of a bulk enqueue were taken in.
///
/// Each page is taken in whole or not at all. Two pages are under way at a time, and the first failure ends the sending.
public struct BulkReceipt: Sendable {
    /// Points at the jobs that were taken in, page by page.
    public internal(set) var accepted: [JobRef] = []
    /// Lists jobs whose ids were known already; they are among the accepted and were left as they were.
    public internal(set) var known: [JobRef] = []
    /// Lists the jobs that stand for the unique keys of those that were left out.
    public internal(set) var duplicates: [JobRef] = []
    /// Says why the other jobs were not taken in; `nil` when all were.
    public internal(set) var failure: BellhopError?

    func singleReference() throws(BellhopError) -> JobRef {
        if let failure { throw failure }
        guard let reference = accepted.first else { throw BellhopError(.corruptData, "no job was taken in") }
        return reference
    }
}
