import BellhopCore
import Testing

struct CronScheduleTests {
    /// Says which instants follow one.
    struct Case: Sendable, CustomTestStringConvertible {
        let expression: String
        let zone: String
        let after: String
        let ticks: [String]

        init(_ expression: String, in zone: String = "UTC", after: String, _ ticks: String...) {
            (self.expression, self.zone, self.after, self.ticks) = (expression, zone, after, ticks)
        }

        var testDescription: String { "\(expression) in \(zone) after \(after)" }
    }

    static let fields = [
        Case("* * * * *", after: "2025-06-01 00:00", "2025-06-01 00:01:00", "2025-06-01 00:02:00"),
        Case("* * * * * *", after: "2025-12-31 23:59:58", "2025-12-31 23:59:59", "2026-01-01 00:00:00"),
        Case("*/10 * * * * *", after: "2025-06-01 00:00:05", "2025-06-01 00:00:10", "2025-06-01 00:00:20"),
        Case("15,45 30 12 * * *", after: "2025-06-01 12:30:15", "2025-06-01 12:30:45", "2025-06-02 12:30:15"),
        Case("59 59 23 31 12 *", after: "2025-06-01 00:00", "2025-12-31 23:59:59", "2026-12-31 23:59:59"),
        Case(
            "5/20 1 * * *", after: "2025-06-01 01:05", "2025-06-01 01:25:00", "2025-06-01 01:45:00",
            "2025-06-02 01:05:00"),
        Case(
            "0 9-17/4 * * *", after: "2025-06-01 00:00", "2025-06-01 09:00:00", "2025-06-01 13:00:00",
            "2025-06-01 17:00:00", "2025-06-02 09:00:00"),
        Case("59 23 * * *", after: "2025-06-30 23:58:59", "2025-06-30 23:59:00", "2025-07-01 23:59:00"),
        Case("0 0 29 2 *", after: "2025-01-01 00:00", "2028-02-29 00:00:00", "2032-02-29 00:00:00"),
        Case("0 0 29 2 *", after: "2096-02-29 00:00", "2104-02-29 00:00:00"),
        Case("0 0 29 2 *", after: "1896-03-01 00:00", "1904-02-29 00:00:00"),
        Case("0 0 29 2 *", after: "1996-03-01 00:00", "2000-02-29 00:00:00"),
        Case("0 0 29 2 */7", after: "2025-01-01 00:00", "2032-02-29 00:00:00", "2060-02-29 00:00:00"),
        Case(
            "0 0 31 * *", after: "2025-01-31 00:00", "2025-03-31 00:00:00", "2025-05-31 00:00:00",
            "2025-07-31 00:00:00", "2025-08-31 00:00:00", "2025-10-31 00:00:00", "2025-12-31 00:00:00",
            "2026-01-31 00:00:00"),
        Case("15 10 * 3-5/2 *", after: "2025-03-31 10:15", "2025-05-01 10:15:00"),
        Case("30 8 * * MON-FRI", after: "2025-08-29 08:30", "2025-09-01 08:30:00", "2025-09-02 08:30:00"),
        Case(
            "0 0 L * *", after: "2024-01-31 00:00", "2024-02-29 00:00:00", "2024-03-31 00:00:00", "2024-04-30 00:00:00"),
        Case(
            "0 0 L,15 2 *", after: "2025-02-01 00:00", "2025-02-15 00:00:00", "2025-02-28 00:00:00",
            "2026-02-15 00:00:00"),
        Case("0 0 L 2 *", after: "2099-06-01 00:00", "2100-02-28 00:00:00", "2101-02-28 00:00:00"),
        Case(
            "0 0 * * *", after: "1969-12-30 12:00", "1969-12-31 00:00:00", "1970-01-01 00:00:00", "1970-01-02 00:00:00"),
        Case(
            "0 0 * * *", in: "Asia/Kathmandu", after: "2025-01-01 00:00", "2025-01-01 18:15:00", "2025-01-02 18:15:00"),
        Case("0 9 1 * *", in: "Asia/Tokyo", after: "2025-01-31 23:59:59", "2025-02-01 00:00:00", "2025-03-01 00:00:00"),
        Case("@weekly", in: "America/New_York", after: "2025-06-01 04:00", "2025-06-08 04:00:00"),
        Case("@yearly", in: "Australia/Lord_Howe", after: "2025-06-01 00:00", "2025-12-31 13:00:00"),
        Case("0 12 * 6 *", in: "America/New_York", after: "2099-06-30 16:00", "2100-06-01 16:00:00"),
    ]

    static let days = [
        // 13 June 2025 is a Friday; 13 July is a Sunday.
        Case(
            "0 0 13 * FRI", after: "2025-06-01 00:00", "2025-06-06 00:00:00", "2025-06-13 00:00:00",
            "2025-06-20 00:00:00", "2025-06-27 00:00:00", "2025-07-04 00:00:00", "2025-07-11 00:00:00",
            "2025-07-13 00:00:00", "2025-07-18 00:00:00"),
        Case(
            "0 0 L * SUN", after: "2025-06-22 00:00", "2025-06-29 00:00:00", "2025-06-30 00:00:00",
            "2025-07-06 00:00:00"),
        Case("0 12 29 2 MON", after: "2025-02-01 00:00", "2025-02-03 12:00:00"),
        Case("0 0 31 2 SAT", after: "2025-02-01 00:00", "2025-02-08 00:00:00"),
        Case("0 0 13 * *", after: "2025-06-01 00:00", "2025-06-13 00:00:00", "2025-07-13 00:00:00"),
        Case("0 0 ? * FRI", after: "2025-06-07 00:00", "2025-06-13 00:00:00"),
        // A step from * restricts nothing, so both must match: odd Mondays.
        Case(
            "0 0 */2 * MON", after: "2025-06-01 00:00", "2025-06-09 00:00:00", "2025-06-23 00:00:00",
            "2025-07-07 00:00:00"),
        Case("0 0 1-7 * */7", after: "2025-06-01 00:00", "2025-07-06 00:00:00", "2025-08-03 00:00:00"),
        Case("0 0 1-31 * MON", after: "2025-06-03 00:00", "2025-06-04 00:00:00"),
    ]

    static let gaps = [
        // Berlin goes from 02:00 to 03:00 at 01:00 UTC.
        Case(
            "30 2 * * *", in: "Europe/Berlin", after: "2025-03-29 00:00", "2025-03-29 01:30:00", "2025-03-30 01:00:00",
            "2025-03-31 00:30:00"),
        Case("0 2 * * *", in: "Europe/Berlin", after: "2025-03-29 12:00", "2025-03-30 01:00:00", "2025-03-31 00:00:00"),
        Case("0 3 * * *", in: "Europe/Berlin", after: "2025-03-29 12:00", "2025-03-30 01:00:00", "2025-03-31 01:00:00"),
        Case(
            "*/10 2 * * *", in: "Europe/Berlin", after: "2025-03-29 12:00", "2025-03-30 01:00:00",
            "2025-03-31 00:00:00", "2025-03-31 00:10:00"),
        Case(
            "0,30 2,3 * * *", in: "Europe/Berlin", after: "2025-03-29 12:00", "2025-03-30 01:00:00",
            "2025-03-30 01:30:00", "2025-03-31 00:00:00"),
        Case(
            "30 0-23 * * *", in: "Europe/Berlin", after: "2025-03-30 00:00", "2025-03-30 00:30:00",
            "2025-03-30 01:00:00", "2025-03-30 01:30:00"),
        Case("30 2 30 3 *", in: "Europe/Berlin", after: "2025-03-30 01:00", "2026-03-30 00:30:00"),
        Case(
            "15 2 * * *", in: "America/New_York", after: "2025-03-08 12:00", "2025-03-09 07:00:00",
            "2025-03-10 06:15:00"),
        // Past the years that the zone's file lists, its footer goes on.
        Case(
            "30 2 11 3 *", in: "America/New_York", after: "2040-01-01 00:00", "2040-03-11 07:00:00",
            "2041-03-11 06:30:00"),
        // Lord Howe goes from 02:00 to 02:30 at 15:30 UTC.
        Case(
            "0 2 * * *", in: "Australia/Lord_Howe", after: "2025-10-03 20:00", "2025-10-04 15:30:00",
            "2025-10-05 15:00:00"),
        Case(
            "15 2 * * *", in: "Australia/Lord_Howe", after: "2025-10-03 20:00", "2025-10-04 15:30:00",
            "2025-10-05 15:15:00"),
        Case(
            "0,15,30,45 2 * * *", in: "Australia/Lord_Howe", after: "2025-10-03 20:00", "2025-10-04 15:30:00",
            "2025-10-04 15:45:00", "2025-10-05 15:00:00"),
    ]

    static let skippedDay = [
        // Samoa had no 30 December 2011: the clock went from 29 December 24:00 to 31 December 00:00 at 10:00 UTC.
        Case(
            "0 12 * * *", in: "Pacific/Apia", after: "2011-12-29 00:00", "2011-12-29 22:00:00", "2011-12-30 10:00:00",
            "2011-12-30 22:00:00"),
        Case(
            "0 0 * * *", in: "Pacific/Apia", after: "2011-12-28 12:00", "2011-12-29 10:00:00", "2011-12-30 10:00:00",
            "2011-12-31 10:00:00"),
        Case(
            "0 0 30 12 *", in: "Pacific/Apia", after: "2011-06-01 00:00", "2011-12-30 10:00:00", "2012-12-29 10:00:00"),
        Case(
            "0 12 * * FRI", in: "Pacific/Apia", after: "2011-12-25 00:00", "2011-12-30 10:00:00", "2012-01-05 22:00:00"),
        Case(
            "0 6,12,18 * * *", in: "Pacific/Apia", after: "2011-12-30 04:00", "2011-12-30 10:00:00",
            "2011-12-30 16:00:00"),
    ]

    static let folds = [
        // Berlin goes from 03:00 back to 02:00 at 01:00 UTC.
        Case(
            "30 2 * * *", in: "Europe/Berlin", after: "2025-10-25 12:00", "2025-10-26 00:30:00", "2025-10-27 01:30:00"),
        Case(
            "59 59 2 * * *", in: "Europe/Berlin", after: "2025-10-26 00:00", "2025-10-26 00:59:59",
            "2025-10-27 01:59:59"),
        Case(
            "*/20 2 * * *", in: "Europe/Berlin", after: "2025-10-25 12:00", "2025-10-26 00:00:00",
            "2025-10-26 00:20:00", "2025-10-26 00:40:00", "2025-10-27 01:00:00"),
        Case(
            "30 2-3 * * *", in: "Europe/Berlin", after: "2025-10-26 00:00", "2025-10-26 00:30:00", "2025-10-26 02:30:00"
        ),
        Case("0 3 * * *", in: "Europe/Berlin", after: "2025-10-25 12:00", "2025-10-26 02:00:00"),
        Case("30 2 * * *", in: "Europe/Berlin", after: "2025-10-26 01:29:59", "2025-10-27 01:30:00"),
        Case(
            "30 1 * * *", in: "America/New_York", after: "2025-11-01 12:00", "2025-11-02 05:30:00",
            "2025-11-03 06:30:00"),
        // Lord Howe goes from 02:00 back to 01:30 at 15:00 UTC, and first shows 02:00 half an hour later.
        Case(
            "45 1 * * *", in: "Australia/Lord_Howe", after: "2025-04-05 00:00", "2025-04-05 14:45:00",
            "2025-04-06 15:15:00"),
        Case(
            "0 2 * * *", in: "Australia/Lord_Howe", after: "2025-04-05 00:00", "2025-04-05 15:30:00",
            "2025-04-06 15:30:00"),
    ]

    static let wildcards = [
        Case(
            "*/30 * * * *", in: "Europe/Berlin", after: "2025-03-30 00:15", "2025-03-30 00:30:00",
            "2025-03-30 01:00:00", "2025-03-30 01:30:00"),
        Case(
            "0 */2 * * *", in: "Europe/Berlin", after: "2025-03-29 23:30", "2025-03-30 02:00:00", "2025-03-30 04:00:00"),
        Case(
            "30 * 30 3 *", in: "Europe/Berlin", after: "2025-03-30 00:00", "2025-03-30 00:30:00", "2025-03-30 01:30:00"),
        Case(
            "*/30 * * * *", in: "Europe/Berlin", after: "2025-10-25 23:45", "2025-10-26 00:00:00",
            "2025-10-26 00:30:00", "2025-10-26 01:00:00", "2025-10-26 01:30:00", "2025-10-26 02:00:00"),
        Case(
            "0 */2 * * *", in: "Europe/Berlin", after: "2025-10-25 23:00", "2025-10-26 00:00:00", "2025-10-26 01:00:00",
            "2025-10-26 03:00:00"),
        Case(
            "@hourly", in: "America/New_York", after: "2025-11-02 04:30", "2025-11-02 05:00:00", "2025-11-02 06:00:00",
            "2025-11-02 07:00:00"),
        Case(
            "0 * * * *", in: "Australia/Lord_Howe", after: "2025-10-04 14:45", "2025-10-04 16:00:00",
            "2025-10-04 17:00:00"),
        Case(
            "*/30 * * * *", in: "Australia/Lord_Howe", after: "2025-10-04 14:45", "2025-10-04 15:00:00",
            "2025-10-04 15:30:00", "2025-10-04 16:00:00"),
        Case(
            "45 * * * *", in: "Australia/Lord_Howe", after: "2025-04-05 14:00", "2025-04-05 14:45:00",
            "2025-04-05 15:15:00", "2025-04-05 16:15:00"),
        Case(
            "0 */6 * * *", in: "Pacific/Apia", after: "2011-12-30 03:00", "2011-12-30 04:00:00", "2011-12-30 10:00:00",
            "2011-12-30 16:00:00"),
        Case(
            "0 * 30 12 *", in: "Pacific/Apia", after: "2011-12-30 00:00", "2012-12-29 10:00:00", "2012-12-29 11:00:00"),
    ]

    @Test("the next instant is the first after the given one whose fields all match", arguments: fields)
    func checkFields(example: Case) throws { try check(example) }

    @Test("two restricted day fields match by either, others by both", arguments: days)
    func checkDays(example: Case) throws { try check(example) }

    @Test("a time in a gap fires at the first instant after it, and the times of one gap fire once", arguments: gaps)
    func checkGaps(example: Case) throws { try check(example) }

    @Test("a day that a zone left out fires once, at the first instant after it", arguments: skippedDay)
    func checkSkippedDay(example: Case) throws { try check(example) }

    @Test("a time in a fold fires in the first pass only", arguments: folds)
    func checkFolds(example: Case) throws { try check(example) }

    @Test("a wildcard hour fires in both passes of a fold and not for what a gap left out", arguments: wildcards)
    func checkWildcards(example: Case) throws { try check(example) }

    private func check(_ example: Case) throws {
        let schedule = try schedule(example.expression, example.zone)
        let after = utc(example.after)
        let ticks = schedule.ticks(after: after, through: .max, limit: example.ticks.count)
        #expect(ticks.map(text) == example.ticks)
        let first = try #require(ticks.first)
        #expect(schedule.next(after: first - 1) == first)
        #expect(schedule.next(after: after + 1) == first)
        #expect(schedule.next(after: after + 999) == first)
    }

    @Test("an interval counts from its anchor in both directions, whatever the zone does")
    func every() throws {
        let schedule = try schedule("@every 90s", "Europe/Berlin", anchor: 1_000_123)
        #expect(schedule.ticks(after: 1_000_122, through: 1_180_123, limit: 9) == [1_000_123, 1_090_123, 1_180_123])
        #expect(schedule.next(after: 1_000_123) == 1_090_123)
        #expect(schedule.next(after: 0) == 10_123)
        #expect(schedule.next(after: -79_878) == -79_877)
        let hourly = try self.hourly(anchor: utc("2025-03-29 00:00"))
        #expect(hourly.ticks(after: utc("2025-03-30 00:00"), through: utc("2025-03-30 03:00"), limit: 9).count == 3)
    }

    private func hourly(anchor: Int64) throws -> CronSchedule {
        try schedule("@every 1h", "Europe/Berlin", anchor: anchor)
    }

    @Test("ticks stop at the limit and at the end, which they include")
    func bounds() throws {
        let schedule = try schedule("0 * * * *")
        #expect(schedule.ticks(after: 0, through: 7_200_000, limit: 9) == [3_600_000, 7_200_000])
        #expect(schedule.ticks(after: 0, through: 7_199_999, limit: 9) == [3_600_000])
        #expect(schedule.ticks(after: 0, through: .max, limit: 1) == [3_600_000])
        #expect(schedule.ticks(after: 0, through: .max, limit: 0) == [])
        #expect(schedule.ticks(after: 0, through: .max, limit: -1) == [])
        #expect(schedule.ticks(after: 10, through: 0, limit: 9) == [])
    }

    @Test(
        "the ends of time give nothing or something later, and stop nobody",
        arguments: ["UTC", "Europe/Berlin", "Pacific/Apia"])
    func ends(zone: String) throws {
        for expression in ["* * * * * *", "0 0 29 2 *", "30 2 * * *", "0 * 29 2 *", "@every 366d", "@every 1s"] {
            let schedule = try schedule(expression, zone)
            for late in [Int64.max, Int64.max - 1, Int64.max - 807] { #expect(schedule.next(after: late) == nil) }
            for early in [Int64.min, Int64.min + 1, Int64.min + 999] {
                #expect(try #require(schedule.next(after: early)) > early)
            }
        }
    }

    @Test("four centuries of leap days are found without walking through their seconds", .timeLimit(.minutes(10)))
    func leapDays() throws {
        let ticks = try schedule("0 0 29 2 *", "Europe/Berlin").ticks(
            after: utc("2000-01-01 00:00"), through: .max, limit: 97)
        #expect(text(ticks.last) == "2396-02-28 23:00:00")
        for expression in ["59 59 23 29 2 */7", "0 * 29 2 */7"] {
            let schedule = try schedule(expression, "America/New_York")
            for _ in 0..<1000 { #expect(schedule.next(after: utc("2060-03-02 00:00")) ?? 0 > utc("2088-02-29 00:00")) }
        }
    }
}
