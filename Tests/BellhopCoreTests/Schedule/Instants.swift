import BellhopCore
import Glibc

/// Reads `2025-03-30 01:00:00` or `2025-03-30 01:00` as UTC, by the C library, in milliseconds since 1970.
func utc(_ text: String) -> Int64 {
    let parts = text.split { !$0.isNumber }.compactMap { Int32($0) }
    precondition(parts.count == 5 || parts.count == 6, "cannot read '\(text)'")
    return utc(year: parts[0], month: parts[1], day: parts[2], clock: Array(parts[3...])) * 1000
}

/// Gives seconds since 1970 for a date and a clock of hours, minutes and perhaps seconds.
func utc(year: Int32, month: Int32, day: Int32, clock: [Int32]) -> Int64 {
    var time = tm()
    (time.tm_year, time.tm_mon, time.tm_mday) = (year - 1900, month - 1, day)
    (time.tm_hour, time.tm_min, time.tm_sec) = (clock[0], clock[1], clock.count > 2 ? clock[2] : 0)
    return Int64(timegm(&time))
}

/// Writes an instant as ``utc(_:)`` reads it, with the milliseconds where there are any.
func text(_ instant: Int64?) -> String {
    guard let instant else { return "nil" }
    var (time, seconds) = (tm(), time_t(instant >= 0 ? instant / 1000 : (instant - 999) / 1000))
    gmtime_r(&seconds, &time)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = "\(time.tm_year + 1900)-\(padded(time.tm_mon + 1))-\(padded(time.tm_mday))"
    let clock = "\(padded(time.tm_hour)):\(padded(time.tm_min)):\(padded(time.tm_sec))"
    let fraction = instant - Int64(seconds) * 1000
    return "\(day) \(clock)" + (fraction == 0 ? "" : ".\(fraction)")
}

/// Makes a schedule of an expression and a zone's name.
func schedule(_ expression: String, _ zone: String = "UTC", anchor: Int64 = 0) throws -> CronSchedule {
    CronSchedule(try CronExpression(expression), in: try TimeZoneRules(named: zone), anchor: anchor)
}
