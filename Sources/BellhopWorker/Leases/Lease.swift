import Synchronization

/// Knows until when the worker's claims are its own, by its own monotonic clock.
///
/// The end is counted from the *sending* of the last beat that was acknowledged, and so is never later than the
/// server's.
final class Lease: Sendable {
    private struct Fields {
        var end: ContinuousClock.Instant
        var isLost = false
    }

    private let fields: Mutex<Fields>

    init(end: ContinuousClock.Instant) { fields = Mutex(Fields(end: end)) }

    /// Gives the instant at which the lease ends unless it is prolonged.
    var end: ContinuousClock.Instant { fields.withLock { $0.end } }

    /// Says that the lease has ended; it never comes back.
    var isLost: Bool { fields.withLock { $0.isLost } }

    /// Prolongs the lease, unless it has ended.
    func prolong(to end: ContinuousClock.Instant) { fields.withLock { if !$0.isLost { $0.end = max($0.end, end) } } }

    /// Ends the lease; says whether it was this call that did.
    func lose() -> Bool {
        fields.withLock { fields in
            defer { fields.isLost = true }
            return !fields.isLost
        }
    }
}
