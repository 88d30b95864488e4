/// Reads the interval of an `@every` expression.
enum CronInterval {
    /// Reads one or more whole numbers, each with its unit, as in `90s` or `1h30m`, as milliseconds.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when `text` does not fit or is not from 1 s to 366 d; the message
    ///   shows `expression`.
    static func milliseconds(_ text: Substring, in expression: String) throws(BellhopError) -> Int64 {
        var rest = text
        var seconds = 0
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = CronField.digits(digits), let size = size(of: rest.dropFirst(digits.count).first) else {
                throw BellhopError(
                    .invalidValue,
                    "\(NameGrammar.quoted(expression)) is no cron expression: the interval "
                        + "\(NameGrammar.quoted(String(text))) is unreadable; write whole numbers, each with d, h, m or s, "
                        + "as in '@every 90s' or '@every 1h30m'")
            }
            seconds += min(number, longest + 1) * size
            rest = rest.dropFirst(digits.count + 1)
        } while !rest.isEmpty
        guard seconds >= 1, seconds <= longest else {
            throw BellhopError(
                .invalidValue,
                "\(NameGrammar.quoted(expression)) is no cron expression: the interval "
                    + "\(NameGrammar.quoted(String(text))) is out of bounds; write one from 1s to 366d")
        }
        return Int64(seconds) * 1000
    }

    /// Is the longest interval, in seconds.
    private static let longest = 366 * 86_400

    /// Counts the seconds in a unit.
    private static func size(of unit: Character?) -> Int? {
        switch unit {
        case "s": 1
        case "m": 60
        case "h": 3600
        case "d": 86_400
        default: nil
        }
    }
}
