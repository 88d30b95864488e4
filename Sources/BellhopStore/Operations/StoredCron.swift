package import BellhopCore

/// Holds a tenant's schedule as it stands.
package struct StoredCron: Sendable {
    /// Names it.
    package let name: String
    /// Holds the entry; `nil` when it cannot be read.
    package let entry: CronEntry?
    /// Says that it stands because of a plan.
    package let isPlanned: Bool
    /// Says that nothing is enqueued until it is resumed.
    package let isPaused: Bool
    /// Gives the instant at which a worker next looks at it.
    package let due: Int64?
    /// Gives the latest instant that was dealt with.
    package let last: Int64?
}
