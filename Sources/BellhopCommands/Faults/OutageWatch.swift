import BellhopCore
import Synchronization

/// Knows when Redis did not answer: it was being started, or its disk held it up.
///
/// Leases end in an outage and nobody can return what they held, so that ages and recoveries are counted from its end.
package final class OutageWatch: Sendable {
    private struct Fields {
        var last: Int
        var ends: [Int] = []
        var longest = 0
    }

    private let limit: Int
    private let fields: Mutex<Fields>

    /// Makes a watch to which a time without an answer longer than `limit` is an outage; times are microseconds of the
    /// monotonic clock.
    package init(limit: Duration, start: Int) {
        self.limit = limit.wholeMicroseconds
        fields = Mutex(Fields(last: start, ends: [start]))
    }

    /// Notes that Redis has answered; gives for how long there has been no outage.
    package func answered(at instant: Int) -> Duration {
        fields.withLock { fields in
            let gap = instant - fields.last
            fields.last = max(fields.last, instant)
            fields.longest = max(fields.longest, gap)
            if gap > limit { fields.ends.append(instant) }
            return .microseconds(instant - (fields.ends.last ?? instant))
        }
    }

    /// Lists the ends of the outages; the first is the start.
    package var ends: [Int] { fields.withLock { $0.ends } }
    /// Gives the longest time without an answer.
    package var longest: Duration { .microseconds(fields.withLock { $0.longest }) }
}
