/// Reads one field of a cron expression as a set of numbers, one bit for each.
struct CronField {
    /// Names the field in messages.
    let name: String
    /// Bounds what `*` stands for.
    let bounds: ClosedRange<Int>
    /// Lists the names that may stand for the numbers from the lower bound on.
    var names: [String] = []
    /// Says whether it tells days, where `?` may stand for `*`.
    var isOfDays = false

    /// Is the field of seconds, which only expressions of six fields have.
    static let second = CronField(name: "second", bounds: 0...59)
    /// Is the field of minutes.
    static let minute = CronField(name: "minute", bounds: 0...59)
    /// Is the field of hours.
    static let hour = CronField(name: "hour", bounds: 0...23)
    /// Is the field of days of the month, where `L` sets the bit ``lastDay``.
    static let dayOfMonth = CronField(name: "day-of-month", bounds: 1...31, isOfDays: true)
    /// Is the field of months.
    static let month = CronField(
        name: "month", bounds: 1...12,
        names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"])
    /// Is the field of days of the week, where 7 is Sunday, as 0 is.
    static let dayOfWeek = CronField(
        name: "day-of-week", bounds: 0...6, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], isOfDays: true)

    /// Is the bit that stands for the last day of a month, however long it is.
    static let lastDay = 32

    /// Reads a list of items, each a number, a name, a range or `*`, with or without a step.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when `text` does not fit; the message shows it and `expression`.
    func bits(of text: Substring, in expression: String) throws(BellhopError) -> UInt64 {
        var bits: UInt64 = 0
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            do throws(Fault) {
                bits |= try self.bits(ofItem: item)
            } catch {
                throw BellhopError(
                    .invalidValue,
                    "\(NameGrammar.quoted(expression)) is no cron expression: its \(name) field holds "
                        + "\(NameGrammar.quoted(String(item))), \(error.reason)")
            }
        }
        return bits
    }

    /// Says what is wrong with an item and what to write instead.
    private struct Fault: Error {
        /// Goes on after the item in the message.
        let reason: String
    }

    /// Is the highest number that may be written.
    private var highest: Int { bounds.upperBound == 6 ? 7 : bounds.upperBound }

    /// Says what may be written.
    private var allowed: String {
        let numbers = "write a number from \(bounds.lowerBound) to \(highest)"
        guard let first = names.first, let last = names.last else { return numbers }
        return "\(numbers), or a name from \(first) to \(last)"
    }

    /// Reads what stands between two commas.
    private func bits(ofItem item: Substring) throws(Fault) -> UInt64 {
        guard !item.isEmpty else { throw Fault(reason: "an empty item: \(allowed) on both sides of each comma") }
        if bounds.upperBound == 31, item.uppercased() == "L" { return 1 << Self.lastDay }
        let halves = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let ends = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let step = halves.count == 2 ? try self.step(halves[1]) : 1
        var low = bounds.lowerBound
        var high = bounds.upperBound
        if ends.count == 2 {
            (low, high) = (try number(ends[0]), try number(ends[1]))
            guard low <= high else { throw reversed(ends, step: halves.dropFirst().first) }
        } else if ends[0] != "*", !isOfDays || ends[0] != "?" {
            low = try number(ends[0])
            high = halves.count == 2 ? max(low, high) : low
        }
        return stride(from: low, through: high, by: step).reduce(0) { bits, number in
            bits | 1 << UInt64(number > bounds.upperBound ? 0 : number)
        }
    }

    /// Reads a number or a name.
    private func number(_ text: Substring) throws(Fault) -> Int {
        if let index = names.firstIndex(of: text.uppercased()) { return bounds.lowerBound + index }
        guard let number = Self.digits(text) else {
            throw Fault(
                reason: text == "?"
                    ? "which stands only in the day fields: write '*'" : "which cannot be read: \(allowed)")
        }
        guard number >= bounds.lowerBound, number <= highest else { throw Fault(reason: "out of bounds: \(allowed)") }
        return number
    }

    /// Reads the number after a slash.
    private func step(_ text: Substring) throws(Fault) -> Int {
        guard let step = Self.digits(text), step >= 1, step <= highest else {
            throw Fault(reason: "whose step is not a number from 1 to \(highest): write one, as in */2")
        }
        return step
    }

    /// Describes a range that runs backwards, with the two ranges that say the same.
    private func reversed(_ ends: [Substring], step: Substring?) -> Fault {
        let step = step.map { "/\($0)" } ?? ""
        return Fault(
            reason: "a range that runs backwards: write "
                + "'\(ends[0])-\(bounds.upperBound)\(step),\(bounds.lowerBound)-\(ends[1])\(step)'")
    }

    /// Reads ASCII digits; a number too large to hold reads as the largest.
    static func digits(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int(text) ?? .max
    }
}
