extension PosixTimeZone {
    /// Reads a `TZ` string, or gives `nil` when it does not fit.
    init?(_ text: some Collection<UInt8>) {
        var scanner = Scanner(rest: ArraySlice(text))
        guard scanner.skipName(), let west = scanner.time(hours: 24) else { return nil }
        standard = -west
        guard !scanner.rest.isEmpty else {
            daylight = nil
            return
        }
        guard scanner.skipName() else { return nil }
        var offset = standard + 3600
        if scanner.rest.first != UInt8(ascii: ",") {
            guard let west = scanner.time(hours: 24) else { return nil }
            offset = -west
        }
        guard let begin = scanner.change(), let end = scanner.change(), scanner.rest.isEmpty else { return nil }
        daylight = Daylight(offset: offset, begin: begin, end: end)
    }

    /// Reads the parts of a `TZ` string one after another.
    private struct Scanner {
        /// Holds what has not been read yet.
        var rest: ArraySlice<UInt8>

        /// Reads one character if it is `character`.
        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        /// Reads a name: three letters or more, or anything in angle brackets.
        mutating func skipName() -> Bool {
            if skip("<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[(end + 1)...]
                return true
            }
            let name = rest.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
            rest = rest.dropFirst(name.count)
            return name.count >= 3
        }

        /// Reads a number of at most three digits, if it is within bounds.
        mutating func number(_ bounds: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard (1...3).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            return bounds.contains(number) ? number : nil
        }

        /// Reads `[+-]h[:m[:s]]` as seconds.
        mutating func time(hours: Int) -> Int64? {
            let isNegative = skip("-")
            if !isNegative { _ = skip("+") }
            guard let hour = number(0...hours) else { return nil }
            var seconds = hour * 3600
            for unit in [60, 1] where skip(":") {
                guard let part = number(0...59) else { return nil }
                seconds += part * unit
            }
            return Int64(isNegative ? -seconds : seconds)
        }

        /// Reads `,Mm.w.d`, `,Jn` or `,n`, each with or without `/time`; without one it is 02:00.
        mutating func change() -> Change? {
            guard skip(","), let day = day() else { return nil }
            guard skip("/") else { return Change(day: day, time: 7200) }
            return time(hours: 167).map { Change(day: day, time: $0) }
        }

        /// Reads the day of a change.
        private mutating func day() -> Change.Day? {
            if skip("J") { return number(1...365).map { .julian($0) } }
            guard skip("M") else { return number(0...365).map { .ordinal($0) } }
            guard let month = number(1...12), skip("."), let week = number(1...5), skip(".") else { return nil }
            return number(0...6).map { .weekday($0, week: week, month: month) }
        }
    }
}
