import BellhopCore
import TestSupport
import Testing

struct MissedRunsTests {
    private static let minute: Int64 = 60_000

    @Test(
        "of the hours from 1 to 5, at half past 5, each policy keeps its own and says when to look again",
        arguments: [
            (.all, 0, 10, [1, 2, 3, 4, 5], 6), (.all, 0, 5, [1, 2, 3, 4, 5], 6), (.all, 0, 2, [1, 2], 3),
            (.all, 0, 4, [1, 2, 3, 4], 5),
            (.all, 0, 0, [1], 2), (.all, 0, -7, [1], 2), (.once, 0, 10, [5], 6), (.once, 0, 1, [5], 6),
            (.once, 0, 0, [5], 6),
            (.skip, 0, 10, [], 6), (.skip, 30 * minute, 10, [5], 6), (.skip, 30 * minute - 1, 10, [], 6),
            (.skip, 90 * minute, 10, [4, 5], 6), (.skip, 90 * minute - 1, 10, [5], 6), (.skip, 90 * minute, 1, [4], 5),
            (.skip, 999 * minute, 10, [1, 2, 3, 4, 5], 6), (.skip, .max, 10, [1, 2, 3, 4, 5], 6),
            (.skip, -5, 10, [], 6),
        ] as [(MissedRuns, Int64, Int, [Int64], Int64)])
    func policies(missed: MissedRuns, grace: Int64, limit: Int, hours: [Int64], next: Int64) throws {
        let ticks = try schedule("0 * * * *").due(
            last: 0, now: 330 * Self.minute, missed: missed, grace: grace, limit: limit)
        #expect(ticks == CronTicks(instants: hours.map { $0 * 60 * Self.minute }, next: next * 60 * Self.minute))
    }

    @Test("an instant that is now is due, the last one is not", arguments: MissedRuns.allCases)
    func edges(missed: MissedRuns) throws {
        let schedule = try schedule("0 * * * *")
        let hour = 60 * Self.minute
        #expect(
            schedule.due(last: 0, now: hour, missed: missed, grace: 0, limit: 9)
                == CronTicks(instants: [hour], next: 2 * hour))
        #expect(
            schedule.due(last: hour, now: hour, missed: missed, grace: 0, limit: 9)
                == CronTicks(instants: [], next: 2 * hour))
        #expect(
            schedule.due(last: 0, now: hour - 1, missed: missed, grace: 0, limit: 9)
                == CronTicks(instants: [], next: hour))
    }

    @Test("a clock that was set back repeats nothing", arguments: MissedRuns.allCases)
    func clockSetBack(missed: MissedRuns) throws {
        let hour = 60 * Self.minute
        let ticks = try schedule("0 * * * *").due(
            last: 5 * hour, now: 2 * hour, missed: missed, grace: 9 * hour, limit: 9)
        #expect(ticks == CronTicks(instants: [], next: 6 * hour))
    }

    @Test(
        "the last of thirty years of seconds is found without going through them", .timeLimit(.minutes(10)),
        arguments: ["UTC", "Europe/Berlin"])
    func longOutage(zone: String) throws {
        let now = utc("2025-03-30 01:00") + 500
        for (expression, instant) in [
            ("* * * * * *", now - 500), ("0 0 29 2 *", nil), ("@every 7s", now - (now % 7000)),
        ] {
            let ticks = try schedule(expression, zone).due(
                last: utc("1995-01-01 00:00"), now: now, missed: .once, grace: 0, limit: 1)
            #expect(ticks.instants.count == 1)
            if let instant { #expect(ticks.instants == [instant]) }
            #expect(try #require(ticks.next) > now)
        }
        let ever = try schedule("0 0 29 2 *").due(last: .min, now: now, missed: .once, grace: 0, limit: 1)
        #expect(ever == CronTicks(instants: [utc("2024-02-29 00:00")], next: utc("2028-02-29 00:00")))
    }

    @Test("each policy keeps what its rule says of all ticks, and calls in a row lose and repeat none")
    func rules() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        let schedules = try ["*/7 * * * *", "30 1-3 * * *", "0 */2 * * *", "@every 11m", "5 2 * * *"].map {
            try schedule($0, "Europe/Berlin", anchor: 12_345)
        }
        for round in 0..<300 {
            let schedule = schedules[round % schedules.count]
            let last = utc("2025-10-25 20:00") + Int64.random(in: 0..<6 * 3_600_000, using: &numbers)
            let now = last + Int64.random(in: 0..<30 * 3_600_000, using: &numbers)
            let grace = Int64.random(in: 0..<20 * 3_600_000, using: &numbers)
            let all = schedule.ticks(after: last, through: now, limit: .max)
            func due(_ missed: MissedRuns, from last: Int64, limit: Int = .max) -> CronTicks {
                schedule.due(last: last, now: now, missed: missed, grace: grace, limit: limit)
            }
            let end = schedule.next(after: now)
            #expect(due(.once, from: last) == CronTicks(instants: all.suffix(1), next: end), "seed \(seed)")
            #expect(
                due(.skip, from: last) == CronTicks(instants: all.filter { now - $0 <= grace }, next: end),
                "seed \(seed)")
            var (drained, cursor, calls) = ([Int64](), last, 0)
            while calls < 1000 {
                calls += 1
                let ticks = due(.all, from: cursor, limit: 3)
                drained += ticks.instants
                cursor = ticks.instants.last ?? cursor
                guard let next = ticks.next, next <= now else {
                    #expect(ticks.next == end, "seed \(seed)")
                    break
                }
            }
            #expect(drained == all, "seed \(seed)")
        }
    }

    @Test("policies keep their names, which stand in stored schedules")
    func names() {
        #expect(MissedRuns.allCases.map(\.rawValue) == ["skip", "once", "all"])
    }
}
