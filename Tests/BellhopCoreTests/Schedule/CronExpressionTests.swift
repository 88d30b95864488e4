import BellhopCore
import TestSupport
import Testing

struct CronExpressionTests {
    @Test(
        "two ways to write the same are due at the same instants",
        arguments: [
            ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 JAN ?"), ("@monthly", "0 0 1 * *"),
            ("@weekly", "0 0 * * SUN"),
            ("@daily", "0 0 * * *"), ("@midnight", "0 0 0 * * *"), ("@hourly", "0 * * * *"), ("0 0 * * 7", "0 0 * * 0"),
            ("0 0 * * mon-Fri", "0 0 * * 1-5"), ("0 0 * * 5-7", "0 0 * * 0,5,6"), ("0 0 1 jan,DEC *", "0 0 1 1,12 *"),
            ("*/15 * * * *", "0,15,30,45 * * * *"), ("5/15 * * * *", "5,20,35,50 * * * *"),
            ("10-40/10 * * * *", "10,20,30,40 * * * *"),
            ("0 0 */10 * *", "0 0 1,11,21,31 * ?"), ("0 0 * */5 *", "0 0 * 1,6,11 *"),
            ("0 0 * * */2", "0 0 * * 0,2,4,6"),
            ("0 0 * * 1/2", "0 0 * * MON,WED,FRI"), ("0 0 ? * MON", "0 0 * * 1"), ("0 0 1 * ?", "0 0 1 * *"),
            ("  0\t0  * * * ", "0 0 * * *"),
            ("00 007 * * *", "0 7 * * *"), ("0 0 l * *", "0 0 L * *"), ("0,0,0 0 * * *", "0 0 * * *"),
            ("0 0 1-31 * *", "0 0 * * *"),
            ("0 0 13 * 1-5,0,6", "0 0 * * *"), ("0-59 0-23 * * *", "* 0-23 * * *"),
        ])
    func synonyms(one: String, other: String) throws {
        let start = utc("2023-12-30 22:17")
        let ticks = try schedule(one, "Europe/Berlin").ticks(after: start, through: .max, limit: 200)
        #expect(ticks.count == 200)
        #expect(try schedule(other, "Europe/Berlin").ticks(after: start, through: .max, limit: 200) == ticks)
    }

    @Test(
        "an interval adds its parts up",
        arguments: [
            ("@every 1s", 1), ("@every 90s", 90), ("@every 1h30m", 5400), ("@every 1m1h", 3660),
            ("@every 366d", 31_622_400),
            ("@every 0h1s", 1), ("@every\t 1d1d", 172_800),
        ] as [(String, Int64)])
    func intervals(expression: String, seconds: Int64) throws {
        #expect(try schedule(expression).next(after: 0) == seconds * 1000)
    }

    @Test(
        "what cannot be read is refused with the value, the field and what to write",
        arguments: [
            ("", ["''", "0 fields", "write 5", "6 with the second"]), ("* * * *", ["'* * * *'", "4 fields"]),
            ("* * * * * * *", ["7 fields"]), ("61 * * * *", ["'61'", "minute field", "out of bounds", "0 to 59"]),
            ("60 0 * * * *", ["'60'", "second field", "0 to 59"]), ("0 24 * * *", ["'24'", "hour field", "0 to 23"]),
            ("0 0 0 * *", ["'0'", "day-of-month field", "1 to 31"]), ("0 0 32 * *", ["'32'", "1 to 31"]),
            ("0 0 1 13 *", ["'13'", "month field", "1 to 12", "JAN to DEC"]), ("0 0 1 0 *", ["'0'", "1 to 12"]),
            ("0 0 * * 8", ["'8'", "day-of-week field", "0 to 7", "SUN to SAT"]), ("0 0 * * 1-8", ["'1-8'", "0 to 7"]),
            ("99999999999999999999 * * * *", ["out of bounds", "0 to 59"]),
            ("50-10 * * * *", ["'50-10'", "backwards", "'50-59,0-10'"]),
            ("0 0 * * FRI-MON", ["'FRI-MON'", "'FRI-6,0-MON'"]), ("0 22-4/2 * * *", ["'22-4/2'", "'22-23/2,0-4/2'"]),
            ("*/0 * * * *", ["'*/0'", "minute field", "step", "1 to 59"]),
            ("*/60 * * * *", ["'*/60'", "step", "1 to 59"]),
            ("5/ * * * *", ["'5/'", "step"]), ("1/2/3 * * * *", ["'1/2/3'", "step"]),
            ("*/-5 * * * *", ["'*/-5'", "step"]),
            (", * * * *", ["''", "empty item"]), ("1,,2 * * * *", ["empty item", "minute field"]),
            ("1, * * * *", ["empty item"]),
            ("abc * * * *", ["'abc'", "cannot be read", "0 to 59"]), ("1-2-3 * * * *", ["'1-2-3'", "cannot be read"]),
            ("-5 * * * *", ["'-5'"]), ("+5 * * * *", ["'+5'"]), ("5- * * * *", ["'5-'"]), ("0x5 * * * *", ["'0x5'"]),
            ("MON * * * *", ["'MON'", "minute field"]), ("0 0 1 MON *", ["'MON'", "month field"]),
            ("** * * * *", ["'**'"]),
            ("? * * * *", ["'?'", "minute field", "write '*'"]), ("0 ? * * *", ["hour field", "write '*'"]),
            ("0 0 1 ? *", ["month field"]),
            ("0 0 * L *", ["'L'", "month field"]), ("0 0 LW * *", ["'LW'"]), ("0 0 1W * *", ["'1W'"]),
            ("0 0 * * 5#2", ["'5#2'"]),
            ("٥ * * * *", ["minute field"]), ("5\n* * * * *", ["minute field", "u{a}"]),
            ("5\u{1B}[1m * * * *", ["u{1b}"]),
            ("0 0 31 2 *", ["'0 0 31 2 *'", "never fires", "write another day, or L"]), ("0 0 30 2 *", ["never fires"]),
            ("0 0 31 4,6 *", ["never fires"]), ("0 0 31 2,4,6,9,11 ?", ["never fires"]),
            ("0 0 30,31 FEB */2", ["never fires"]),
            ("@every", ["'@every'", "@every 90s"]), ("@every 90", ["'90'", "d, h, m or s"]),
            ("@every 500ms", ["'500ms'", "d, h, m or s"]),
            ("@every 1.5h", ["'1.5h'"]), ("@every -1s", ["'-1s'"]), ("@every s", ["'s'"]),
            ("@every 1h 30m", ["@every 90s"]),
            ("@every 0s", ["'0s'", "1s to 366d"]), ("@every 367d", ["'367d'", "1s to 366d"]),
            ("@every 366d1s", ["1s to 366d"]),
            ("@every 9223372036854775807d", ["1s to 366d"]), ("@every 99999999999999999999s", ["1s to 366d"]),
            ("@every 1w", ["'1w'"]),
            ("@reboot", ["'@reboot'", "@daily", "@hourly"]), ("@daily 5", ["'@daily 5'", "@daily"]), ("@", ["@weekly"]),
            (String(repeating: "*", count: 257), ["257 bytes", "256"]),
        ])
    func refusals(expression: String, fragments: [String]) {
        let error = #expect(throws: BellhopError.self) { try CronExpression(expression) }
        #expect(error?.code == .invalidValue)
        for fragment in fragments {
            #expect(error?.message.contains(fragment) == true, "'\(fragment)' is not in: \(error?.message ?? "")")
        }
    }

    @Test(
        "what a message proposes for a range that runs backwards can be written",
        arguments: ["FRI-MON", "6-0", "5-SUN", "SAT-TUE/2"])
    func proposals(range: String) throws {
        let error = #expect(throws: BellhopError.self) { try CronExpression("0 0 * * \(range)") }
        let proposal = try #require(error?.message.split(separator: "write '").last?.dropLast())
        #expect(throws: Never.self) { try CronExpression("0 0 * * \(proposal)") }
    }

    @Test("256 bytes are read, and 29 February and the last of a month are days")
    func allowed() throws {
        let list = (0..<121).map { "\($0 % 10)" }.joined(separator: ",")
        #expect(throws: Never.self) { try CronExpression("\(list) 10 1 1 10-3".replacing("10-3", with: "1,2")) }
        for text in ["0 0 29 2 *", "0 0 L 2 *", "0 0 31 2 MON", "0 0 30 2 0-6", "0 0 29 2 */7"] {
            #expect(throws: Never.self, "\(text)") { try CronExpression(text) }
        }
        let longest = "0 0 * * *" + String(repeating: " ", count: 247)
        #expect(longest.utf8.count == 256)
        #expect(try CronExpression(longest).description == "0 0 * * *")
    }

    @Test("an expression is shown as it was written, and equal when it was written alike")
    func text() throws {
        #expect(try CronExpression("  5  4 * *\tMon ").description == "5 4 * * Mon")
        #expect(try "\(CronExpression("@every 1h30m"))" == "@every 1h30m")
        #expect(try CronExpression("5  4 * * *") == CronExpression("5 4 * * *"))
        #expect(try CronExpression("5 4 * * *") != CronExpression("5 5 * * *"))
    }

    @Test("of 100 000 random texts each is refused with a message or gives a next instant")
    func randomTexts() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        let pieces = [
            "*", "0", "5", "12", "59", "60", "-", "/", ",", "?", "L", "MON", "feb", "7", "@every", "s", "h", "é", " ",
        ]
        for round in 0..<100_000 {
            var text = ""
            for field in 0..<(round % 3 == 0 ? 6 : 5) {
                if field > 0 { text += " " }
                for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                    text += pieces.randomElement(using: &numbers) ?? ""
                }
            }
            do throws(BellhopError) {
                let next = CronSchedule(try CronExpression(text)).next(after: 0)
                if next == nil { Issue.record("seed \(seed): '\(text)' is never due") }
            } catch {
                if error.code != .invalidValue || error.message.isEmpty {
                    Issue.record("seed \(seed): '\(text)' gave \(error)")
                }
            }
        }
    }
}
