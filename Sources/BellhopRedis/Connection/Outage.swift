package import NIOCore

/// Whether the server is out of reach, so that an outage is logged once at its start and once at its end.
package struct Outage: Sendable {
    private var start: NIODeadline?

    /// Starts as "in reach".
    package init() {}

    /// Notes a failure.
    ///
    /// Returns true for the first one of an outage.
    package mutating func began(at now: NIODeadline) -> Bool {
        guard start == nil else { return false }
        start = now
        return true
    }

    /// Notes a success.
    ///
    /// Returns the length of the outage that it ends, or nil if there was none.
    package mutating func ended(at now: NIODeadline) -> TimeAmount? {
        defer { start = nil }
        return start.map { now - $0 }
    }
}
