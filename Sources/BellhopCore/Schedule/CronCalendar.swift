/// Finds the local dates and times that the fields of a cron expression match, without regard to any time zone.
///
/// A local time is given as seconds since 1 January 1970 on the local clock.
struct CronCalendar: Hashable, Sendable {
    /// Holds a bit for each second of the minute.
    private let seconds: UInt64
    /// Holds a bit for each minute of the hour.
    private let minutes: UInt64
    /// Holds a bit for each hour of the day.
    private let hours: UInt64
    /// Holds a bit for each day of the month, and ``CronField/lastDay``.
    private let days: UInt64
    /// Holds a bit for each month.
    private let months: UInt64
    /// Holds a bit for each day of the week, Sunday first.
    private let weekdays: UInt64
    /// Says whether a day matches by either day field rather than by both.
    private let matchesEitherDay: Bool
    /// Says whether the hour field begins with `*`.
    let isHourWildcard: Bool

    /// Reads five or six fields.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when a field does not fit, or when no date matches.
    init(_ text: String) throws(BellhopError) {
        var fields = text.split(separator: " ")
        guard fields.count == 5 || fields.count == 6 else {
            throw BellhopError(
                .invalidValue,
                "\(NameGrammar.quoted(text)) is no cron expression: it has \(fields.count) fields; write 5 (minute hour "
                    + "day-of-month month day-of-week), or 6 with the second before them")
        }
        seconds = fields.count == 6 ? try CronField.second.bits(of: fields.removeFirst(), in: text) : 1
        minutes = try CronField.minute.bits(of: fields[0], in: text)
        hours = try CronField.hour.bits(of: fields[1], in: text)
        days = try CronField.dayOfMonth.bits(of: fields[2], in: text)
        months = try CronField.month.bits(of: fields[3], in: text)
        weekdays = try CronField.dayOfWeek.bits(of: fields[4], in: text)
        isHourWildcard = fields[1].hasPrefix("*")
        matchesEitherDay = ![fields[2], fields[4]].contains { $0.hasPrefix("*") || $0.hasPrefix("?") }
        guard next(from: 0) != nil else {
            throw BellhopError(
                .invalidValue,
                "\(NameGrammar.quoted(text)) never fires: none of its months has such a day; write another day, or L for "
                    + "the last of the month")
        }
    }

    /// Gives the first matching local time at or after `local`, or `nil` when none comes within a hundred years.
    func next(from local: Int64) -> Int64? {
        let dayLength = CivilDate.secondsPerDay
        let today = Int(local.floored(by: dayLength))
        guard let day = nextDay(from: today) else { return nil }
        if day > today { return next(from: Int64(day) * dayLength) }
        if let time = nextTime(from: Int(local.remainder(flooredBy: dayLength))) {
            return Int64(day) * dayLength + Int64(time)
        }
        return next(from: Int64(day + 1) * dayLength)
    }

    /// Gives the first matching second of the day at or after `time`.
    private func nextTime(from time: Int) -> Int? {
        let (hour, minute) = (time / 3600, time / 60 % 60)
        let (firstMinute, firstSecond) = (minutes.trailingZeroBitCount, seconds.trailingZeroBitCount)
        if hours.has(hour) {
            if minutes.has(minute), let second = seconds.next(from: time % 60) {
                return time - time % 60 + second
            }
            if let later = minutes.next(from: minute + 1) { return hour * 3600 + later * 60 + firstSecond }
        }
        return hours.next(from: hour + 1).map { $0 * 3600 + firstMinute * 60 + firstSecond }
    }

    /// Gives the first matching day at or after `dayNumber`, month by month.
    private func nextDay(from dayNumber: Int) -> Int? {
        var date = CivilDate(dayNumber: dayNumber)
        let lastYear = date.year + 100
        while date.year <= lastYear {
            if months.has(date.month), let day = matchingDays(in: date).next(from: date.day) {
                return CivilDate(year: date.year, month: date.month, day: day).dayNumber
            }
            if let month = months.next(from: date.month + 1) {
                date = CivilDate(year: date.year, month: month, day: 1)
            } else {
                date = CivilDate(year: date.year + 1, month: months.trailingZeroBitCount, day: 1)
            }
        }
        return nil
    }

    /// Gives a bit for each day that matches in the month of `date`.
    private func matchingDays(in date: CivilDate) -> UInt64 {
        let length = date.daysInMonth
        let inMonth: UInt64 = (1 << UInt64(length) - 1) << 1
        let byDay = (days.has(CronField.lastDay) ? days | 1 << UInt64(length) : days) & inMonth
        let first = UInt64(CivilDate(year: date.year, month: date.month, day: 1).weekday)
        let week = (weekdays >> first | weekdays << (7 - first)) & 0x7F
        // Five weeks in a row cover the longest month.
        let byWeekday = (week << 1 | week << 8 | week << 15 | week << 22 | week << 29) & inMonth
        return matchesEitherDay ? byDay | byWeekday : byDay & byWeekday
    }
}

extension UInt64 {
    /// Says whether the bit `index` is set.
    fileprivate func has(_ index: Int) -> Bool { self >> UInt64(index) & 1 == 1 }

    /// Gives the lowest set bit at or above `index`.
    fileprivate func next(from index: Int) -> Int? {
        let rest = self >> UInt64(index)
        return rest == 0 ? nil : index + rest.trailingZeroBitCount
    }
}
