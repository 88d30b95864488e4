/// Tells the offset from UTC by a yearly rule, as the last line of a time zone file does.
///
/// It follows the `TZ` string of POSIX with the extensions of RFC 9636 §3.3.1: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixTimeZone: Sendable {
    /// Says on which local date and time of a year a change comes.
    struct Change: Sendable {
        /// Says how the day is counted.
        enum Day: Sendable {
            /// Counts from 1 and leaves 29 February out.
            case julian(Int)
            /// Counts from 0 and counts 29 February.
            case ordinal(Int)
            /// Is a weekday (0 for Sunday) of a week of a month; week 5 is the last.
            case weekday(Int, week: Int, month: Int)
        }

        /// Says on which day.
        let day: Day
        /// Counts the seconds from that day's midnight, from -167 h to 167 h.
        let time: Int64

        /// Gives the change's local time in a year, in seconds since 1970 on the local clock.
        func local(in year: Int) -> Int64 {
            let start = CivilDate(year: year, month: 1, day: 1).dayNumber
            let number =
                switch day {
                case .julian(let day): start + day - (CivilDate.isLeap(year) && day >= 60 ? 0 : 1)
                case .ordinal(let day): start + day
                case .weekday(let weekday, let week, let month):
                    Self.find(weekday, week: week, month: month, year: year)
                }
            return Int64(number) * CivilDate.secondsPerDay + time
        }

        /// Gives the day number of a weekday in a month.
        private static func find(_ weekday: Int, week: Int, month: Int, year: Int) -> Int {
            let first = CivilDate(year: year, month: month, day: 1)
            let day = (weekday - first.weekday).remainder(flooredBy: 7) + 7 * (week - 1)
            return first.dayNumber + (day < first.daysInMonth ? day : day - 7)
        }
    }

    /// Says when daylight saving time begins and ends.
    struct Daylight: Sendable {
        /// Is the offset while it lasts, in seconds east of UTC.
        let offset: Int64
        /// Begins it, by the standard clock.
        let begin: Change
        /// Ends it, by the daylight clock.
        let end: Change
    }

    /// Is the offset of standard time, in seconds east of UTC.
    let standard: Int64
    /// Says when another offset holds, if ever.
    let daylight: Daylight?

    /// Gives the offset at an instant, and the instant at which another may hold.
    func period(at instant: Int64) -> TimeZoneRules.Period {
        // A billion years away the arithmetic would overflow; milliseconds do not reach that far.
        guard let daylight, instant.magnitude < 1 << 55 else {
            return TimeZoneRules.Period(offset: standard, end: .max)
        }
        let year = CivilDate(dayNumber: Int(instant.floored(by: CivilDate.secondsPerDay))).year
        var before: (at: Int64, offset: Int64) = (.min, standard)
        var after: (at: Int64, offset: Int64) = (.max, standard)
        // A change can lie a week outside its year (167 h), so both neighbours are looked at, and the one after.
        for year in year - 1...year + 2 {
            // Where one ends as the next begins, the order leaves the later one in force: daylight time all year.
            for change in [
                (at: daylight.end.local(in: year) - daylight.offset, offset: standard),
                (at: daylight.begin.local(in: year) - standard, offset: daylight.offset),
            ] {
                if change.at <= instant, change.at >= before.at { before = change }
                if change.at > instant, change.at < after.at { after = change }
            }
        }
        return TimeZoneRules.Period(offset: before.offset, end: after.at)
    }
}
