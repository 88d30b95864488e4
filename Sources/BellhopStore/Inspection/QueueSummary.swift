/// Counts the jobs of one tenant in one queue.
package struct QueueSummary: Hashable, Sendable {
    /// Names the queue.
    package var queue: String
    /// Names the tenant.
    package var tenant: String
    /// Counts jobs that wait in the queue's lanes.
    package var ready: Int
    /// Lists the lanes with ready jobs.
    package var lanes: [String]
    /// Says that the tenant stands in the queue's ring.
    package var isInRing: Bool
}
