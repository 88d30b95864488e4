/// Says when something is due, as cron does.
///
/// It is one of:
///
/// - five fields, *minute hour day-of-month month day-of-week*, or six with a *second* before them: lists (`1,15`),
///   ranges (`9-17`), steps (`*/5`, `10-40/10`, `5/15` for every 15 from 5 on), names (`JAN`–`DEC`, `SUN`–`SAT`, in any
///   case), 7 for Sunday as 0 is, `?` for `*` in the day fields, `L` for the last day of the month;
/// - `@hourly`, `@daily` or `@midnight`, `@weekly`, `@monthly`, `@yearly` or `@annually`;
/// - `@every 90s`, `@every 1h30m`: an interval from 1 s to 366 d in whole `d`, `h`, `m` and `s`.
///
/// When both day fields are restricted, a day that matches either is due; a field that begins with `*` or `?` is not
/// restricted. That is the rule of Vixie cron (crontab(5)): `0 0 13 * FRI` is due on every 13th and on every Friday.
///
///     let weekdays = try CronExpression("30 8 * * MON-FRI")
public struct CronExpression: Sendable, Hashable, CustomStringConvertible {
    /// Tells the two kinds apart.
    enum Timing: Sendable, Hashable {
        /// Is due when the local clock shows a time that matches.
        case calendar(CronCalendar)
        /// Is due each time so many milliseconds have passed.
        case every(milliseconds: Int64)
    }

    /// Gives the expression as it was written, with single spaces between its parts.
    public let description: String
    /// Says when it is due.
    let timing: Timing

    /// Reads an expression of at most 256 bytes.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when it cannot be read, or can never be due, as on 31 February; the
    ///   message names the field, the value and what to write.
    public init(_ text: String) throws(BellhopError) {
        guard text.utf8.count <= 256 else {
            throw BellhopError(
                .invalidValue,
                "\(NameGrammar.quoted(text)) is no cron expression: it has \(text.utf8.count) bytes; write at most 256")
        }
        let parts = text.split { $0 == " " || $0 == "\t" }
        let description = parts.joined(separator: " ")
        self.description = description
        guard let first = parts.first, first.hasPrefix("@") else {
            timing = .calendar(try CronCalendar(description))
            return
        }
        if first == "@every", parts.count == 2 {
            timing = .every(milliseconds: try CronInterval.milliseconds(parts[1], in: description))
        } else if parts.count == 1, let fields = Self.nicknames[description] {
            timing = .calendar(try CronCalendar(fields))
        } else {
            throw BellhopError(
                .invalidValue,
                "\(NameGrammar.quoted(description)) is no cron expression: write '@every 90s' or one of "
                    + Self.nicknames.keys.sorted().joined(separator: ", "))
        }
    }

    /// Lists the names that stand for fields, as crontab(5) has them.
    private static let nicknames = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]
}
