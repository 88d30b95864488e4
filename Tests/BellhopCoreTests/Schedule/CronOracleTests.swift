import BellhopCore
import Glibc
import TestSupport
import Testing

/// Compares the search with one that walks through time and knows a zone by nothing but its offsets.
struct CronOracleTests {
    static let zones = [
        "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns",
        "Africa/Casablanca",
        "Asia/Gaza", "America/Nuuk", "Pacific/Chatham", "Antarctica/Troll",
    ]

    @Test("2 000 random expressions fire when a walk by the minute says", .timeLimit(.minutes(10)), arguments: 0..<8)
    func minutes(part: Int) throws { try compare(rounds: 250, step: 60, hours: 48) }

    @Test("100 random expressions with seconds fire when a walk by the second says", .timeLimit(.minutes(10)))
    func seconds() throws { try compare(rounds: 100, step: 1, hours: 2) }

    @Test("500 random dates fire on the day that a walk by the day says", .timeLimit(.minutes(10)))
    func dates() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        for round in 0..<500 {
            let cron = RandomCron(&numbers, withSeconds: false, time: "0 12", isDense: false)
            guard let expression = try? CronExpression(cron.text) else { continue }
            let start = Int64.random(in: utc("1950-01-01 00:00")...utc("2110-01-01 00:00"), using: &numbers)
            var noon = (start / 86_400_000 - 2) * 86_400 + 43_200
            let end = noon + 86_400 * 366 * 12
            repeat { noon += 86_400 } while noon <= end && !(noon * 1000 > start && cron.matches(local: noon))
            let found = CronSchedule(expression).next(after: start)
            let isRight = noon <= end ? found == noon * 1000 : found.map { $0 > end * 1000 } ?? true
            if !isRight {
                Issue.record(
                    "seed \(seed), round \(round): '\(cron.text)' after \(text(start)): \(text(found)), not \(text(noon * 1000))"
                )
            }
        }
    }

    /// Compares the next instants after random ones, most of them near a change of offset.
    private func compare(rounds: Int, step: Int64, hours: Int64) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        let zones = try Self.zones.map { try TimeZoneRules(named: $0) }
        let changes = zones.map(changesOfOffset)
        var found = 0
        for round in 0..<rounds {
            let index = Int.random(in: 0..<zones.count, using: &numbers)
            let cron = RandomCron(&numbers, withSeconds: step == 1, time: nil, isDense: true)
            guard let expression = try? CronExpression(cron.text) else { continue }
            var start = Int64.random(in: utc("1975-01-01 00:00")...utc("2060-01-01 00:00"), using: &numbers)
            if round % 4 != 0, let change = changes[index].randomElement(using: &numbers) {
                start = change * 1000 - Int64.random(in: -3_600_000...hours * 1_800_000, using: &numbers)
            }
            let expected = walk(cron, zones[index], after: start, step: step, hours: hours)
            let next = CronSchedule(expression, in: zones[index]).next(after: start)
            let end = start + hours * 3_600_000
            if expected != nil { found += 1 }
            if expected.map({ next == $0 }) ?? (next.map { $0 > end } ?? true) { continue }
            Issue.record(
                """
                seed \(seed), round \(round): '\(cron.text)' in \(zones[index].name) after \(text(start)): \
                \(text(next)), not \(text(expected)) (nil is none within \(hours) hours)
                """)
        }
        #expect(found > rounds / 20, "seed \(seed): too few comparisons mean anything")
    }

    /// Walks from `start` and gives the first instant at which the rule says that the expression is due.
    ///
    /// Before it walks it looks back four hours, which is longer than a fold of any of the zones.
    private func walk(_ cron: RandomCron, _ zone: TimeZoneRules, after start: Int64, step: Int64, hours: Int64)
        -> Int64?
    {
        var instant = (start / 1000 / step - 4 * 3600 / step) * step
        var shown = instant + Int64(zone.offset(at: instant))
        while instant < start / 1000 + hours * 3600 {
            instant += step
            let local = instant + Int64(zone.offset(at: instant))
            let isDue =
                cron.isHourWildcard
                ? cron.matches(local: local)
                : local > shown && stride(from: local, to: shown, by: Int(-step)).contains { cron.matches(local: $0) }
            shown = max(shown, local)
            if isDue, instant * 1000 > start { return instant * 1000 }
        }
        return nil
    }

    /// Finds where a zone's offset changes, by halving the days on which it does.
    private func changesOfOffset(in zone: TimeZoneRules) -> [Int64] {
        stride(from: utc("1975-01-01 00:00") / 1000, to: utc("2060-01-01 00:00") / 1000, by: 86_400).compactMap { day in
            let before = zone.offset(at: day)
            guard zone.offset(at: day + 86_400) != before else { return nil }
            var (low, high) = (day, day + 86_400)
            while high - low > 1 {
                let middle = (low + high) / 2
                if zone.offset(at: middle) == before { low = middle } else { high = middle }
            }
            return high
        }
    }
}
