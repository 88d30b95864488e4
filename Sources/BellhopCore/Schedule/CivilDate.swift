/// Converts between days since 1 January 1970 and dates of the proleptic Gregorian calendar.
///
/// The arithmetic is that of Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
struct CivilDate {
    /// Counts seconds in a day; a local clock knows no leap second.
    static let secondsPerDay: Int64 = 86_400

    /// Gives the year.
    let year: Int
    /// Gives the month, from 1 to 12.
    let month: Int
    /// Gives the day of the month, from 1.
    let day: Int

    /// Makes a date of its parts, which are taken as they are.
    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Makes the date that lies `dayNumber` days after 1 January 1970.
    init(dayNumber: Int) {
        let shifted = dayNumber + 719_468
        let era = shifted.floored(by: 146_097)
        let dayOfEra = shifted.remainder(flooredBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Counts the days since 1 January 1970.
    var dayNumber: Int {
        let shifted = month <= 2 ? year - 1 : year
        let yearOfEra = shifted.remainder(flooredBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return shifted.floored(by: 400) * 146_097 + dayOfEra - 719_468
    }

    /// Gives the day of the week, from 0 for Sunday to 6 for Saturday.
    var weekday: Int { (dayNumber + 4).remainder(flooredBy: 7) }

    /// Says whether the year has a 29 February.
    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// Counts the days of the date's month.
    var daysInMonth: Int {
        switch month {
        case 2: Self.isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
