package import BellhopCore
import FoundationEssentials

/// Holds a schedule that was handed out to be dealt with.
package struct CronTurn: Sendable {
    /// Names the tenant.
    package let tenant: TenantID
    /// Names the schedule.
    package let name: String
    /// Gives the instant until which it is handed out; it proves that it still is.
    package let till: Int64
    /// Gives the latest instant that was dealt with, in milliseconds since 1970.
    package let last: Int64
    /// Says that the tenant's jobs may run now.
    package let isActive: Bool
    /// Holds the entry as JSON; empty when nobody has it any more.
    package let entry: String
}

extension CronTurn {
    /// Reads the entry; `nil` when there is none or it cannot be read.
    package func readEntry() -> CronEntry? { try? JSONDecoder().decode(CronEntry.self, from: Data(entry.utf8)) }
}
