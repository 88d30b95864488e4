/// Gives the instants at which a cron expression is due in a time zone.
///
/// Instants are milliseconds since 1970, at whole seconds but for `@every`. Where a zone changes its offset:
///
/// - An expression with a wildcard hour (the field begins with `*`) follows elapsed time: it is due at each instant whose
///   local time matches, in both passes of a fold, and never for a time that a gap left out.
/// - Any other expression is due once for each matching local date and time: in the first pass of a fold, and for a time
///   that a gap left out at the first instant after the gap. What falls on the same instant is one tick.
///
/// So `30 2 * * *` runs once on each day of the year and `*/30 * * * *` every half hour. The rule is that of cron(8) of
/// Vixie cron and cronie, “Daylight Saving Time and other time changes”, but for two things: a wildcard minute makes no
/// difference here, and a change of three hours or more is nothing special. `@every` knows no zone.
///
///     let nightly = CronSchedule(try CronExpression("0 3 * * *"), in: try TimeZoneRules(named: "Europe/Berlin"))
///     nightly.next(after: now)
public struct CronSchedule: Sendable, Hashable {
    /// Says when it is due.
    public let expression: CronExpression
    /// Says whose clock the expression is read by.
    public let zone: TimeZoneRules
    /// Is an instant from which `@every` counts, in both directions; other expressions take no notice.
    public let anchor: Int64

    /// Makes a schedule; `anchor` is in milliseconds since 1970.
    public init(_ expression: CronExpression, in zone: TimeZoneRules = .utc, anchor: Int64 = 0) {
        self.expression = expression
        self.zone = zone
        self.anchor = anchor
    }

    /// Gives the first instant after `instant`, both in milliseconds since 1970, or `nil` when none comes within 100 years.
    public func next(after instant: Int64) -> Int64? {
        switch expression.timing {
        case .every(let interval):
            let passed = instant.remainder(flooredBy: interval) - anchor.remainder(flooredBy: interval)
            let (next, overflow) = instant.addingReportingOverflow(interval - passed.remainder(flooredBy: interval))
            return overflow ? nil : next
        case .calendar(let calendar):
            let second = instant.floored(by: 1000)
            let next = calendar.isHourWildcard ? elapsed(calendar, after: second) : once(calendar, after: second)
            guard let next, next - second <= Self.horizon, next <= Int64.max / 1000 else { return nil }
            return next * 1000
        }
    }

    /// Lists the instants after `start` up to and at `end`, in milliseconds since 1970, and no more than `limit`.
    public func ticks(after start: Int64, through end: Int64, limit: Int) -> [Int64] {
        var ticks: [Int64] = []
        var cursor = start
        while ticks.count < limit, let tick = next(after: cursor), tick <= end {
            ticks.append(tick)
            cursor = tick
        }
        return ticks
    }

    /// Bounds how far ahead the next instant is looked for: 100 years, in seconds.
    private static let horizon = 36_525 * CivilDate.secondsPerDay

    /// Gives the first second after `second` whose local time matches.
    private func elapsed(_ calendar: CronCalendar, after second: Int64) -> Int64? {
        var cursor = second + 1
        while cursor - second <= Self.horizon {
            let period = zone.period(at: cursor)
            guard let local = calendar.next(from: cursor + period.offset) else { return nil }
            if local - period.offset < period.end { return local - period.offset }
            cursor = period.end
        }
        return nil
    }

    /// Gives the first second after `second` at which the local clock first reaches a matching time.
    ///
    /// What the clock has shown or leapt over by `second` has had its tick, so the search goes on from the latest time
    /// shown: a fold cannot repeat a tick, and the times of one gap share theirs.
    private func once(_ calendar: CronCalendar, after second: Int64) -> Int64? {
        calendar.next(from: zone.latestLocal(upTo: second) + 1).map { zone.firstInstant(reaching: $0) }
    }
}
