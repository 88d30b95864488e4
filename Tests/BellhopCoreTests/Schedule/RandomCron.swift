import Glibc
import TestSupport

/// Is a random cron expression together with what it means, which is never read from its text.
struct RandomCron {
    /// Is the expression.
    private(set) var text = ""
    /// Says whether the hour field begins with `*`.
    let isHourWildcard: Bool
    private let fields: [Field]
    private let matchesEitherDay: Bool
    private let hasLastDay: Bool

    /// Is one field.
    private struct Field {
        var text: String
        var numbers: Set<Int>
        var isWildcard: Bool { text.hasPrefix("*") }
    }

    /// Makes an expression; `time` fixes the minute and the hour, and a dense one restricts its date less often.
    init(_ numbers: inout SeededNumbers, withSeconds: Bool, time: String?, isDense: Bool) {
        let second = withSeconds ? Self.field(0...59, &numbers) : Field(text: "0", numbers: [0])
        let minute = time == nil ? Self.field(0...59, &numbers) : Field(text: "0", numbers: [0])
        let hour = time == nil ? Self.field(0...23, &numbers) : Field(text: "12", numbers: [12])
        func date(_ bounds: ClosedRange<Int>) -> Field {
            isDense && numbers.next() % 3 != 0
                ? Field(text: "*", numbers: Set(bounds)) : Self.field(bounds, &numbers)
        }
        var (day, month, weekday) = (date(1...31), date(1...12), date(0...6))
        hasLastDay = !day.isWildcard && numbers.next() % 8 == 0
        if hasLastDay { day.text += ",L" }
        isHourWildcard = hour.isWildcard
        matchesEitherDay = !day.isWildcard && !weekday.isWildcard
        if weekday.text == "0" { weekday.text = ["0", "7", "SUN"].randomElement(using: &numbers) ?? "0" }
        fields = [second, minute, hour, day, month, weekday]
        text = fields.dropFirst(withSeconds ? 0 : 1).map(\.text).joined(separator: " ")
    }

    /// Says by the C library's calendar whether a local time matches.
    func matches(local: Int64) -> Bool {
        var (time, seconds) = (tm(), time_t(local))
        gmtime_r(&seconds, &time)
        guard fields[0].numbers.contains(Int(time.tm_sec)), fields[1].numbers.contains(Int(time.tm_min)),
            fields[2].numbers.contains(Int(time.tm_hour)), fields[4].numbers.contains(Int(time.tm_mon) + 1)
        else { return false }
        var (tomorrow, later) = (tm(), seconds + 86_400)
        gmtime_r(&later, &tomorrow)
        let byDay = fields[3].numbers.contains(Int(time.tm_mday)) || hasLastDay && tomorrow.tm_mday == 1
        let byWeekday = fields[5].numbers.contains(Int(time.tm_wday))
        return matchesEitherDay ? byDay || byWeekday : byDay && byWeekday
    }

    /// Makes a field of one of the forms.
    private static func field(_ bounds: ClosedRange<Int>, _ numbers: inout SeededNumbers) -> Field {
        let (low, high) = (bounds.lowerBound, bounds.upperBound)
        let (one, other) = (Int.random(in: bounds, using: &numbers), Int.random(in: bounds, using: &numbers))
        let step = Int.random(in: 1...max(1, high / 2), using: &numbers)
        func every(_ step: Int, _ from: Int, _ through: Int) -> Set<Int> {
            Set(stride(from: from, through: through, by: step))
        }
        switch numbers.next() % 7 {
        case 0: return Field(text: "*", numbers: Set(bounds))
        case 1: return Field(text: "*/\(step)", numbers: every(step, low, high))
        case 2: return Field(text: "\(one)", numbers: [one])
        case 3: return Field(text: "\(one),\(other)", numbers: [one, other])
        case 4: return Field(text: "\(one)/\(step)", numbers: every(step, one, high))
        case 5:
            return Field(
                text: "\(min(one, other))-\(max(one, other))", numbers: every(1, min(one, other), max(one, other)))
        default:
            return Field(
                text: "\(min(one, other))-\(max(one, other))/\(step),\(one)",
                numbers: every(step, min(one, other), max(one, other)).union([one]))
        }
    }
}
