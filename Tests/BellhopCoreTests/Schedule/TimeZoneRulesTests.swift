import BellhopCore
import Glibc
import TestSupport
import Testing

struct TimeZoneRulesTests {
    @Test(
        "offsets and changes are those that zdump gives, from 1970 to 2040, and nothing changes between them",
        arguments: [
            ("Australia/Lord_Howe", 100), ("Pacific/Apia", 14), ("America/New_York", 130), ("Europe/Berlin", 120),
        ])
    func changes(zone: String, atLeast: Int) throws {
        let rules = try TimeZoneRules(named: zone)
        let lines = try ZoneDump.lines(zone, years: 1970...2040)
        #expect(lines.count >= atLeast * 2 || zone == "Pacific/Apia" && lines.count >= atLeast)
        for line in lines {
            #expect(rules.offset(at: line.instant) == line.offset, "\(zone) at \(text(line.instant * 1000))")
        }
        var rest = lines[...]
        var offset = try #require(lines.first).offset
        for instant in stride(from: Int64(0), to: utc("2041-01-01 00:00") / 1000, by: 12 * 3600 + 7) {
            while let line = rest.first, line.instant <= instant { offset = rest.removeFirst().offset }
            guard rules.offset(at: instant) == offset else {
                Issue.record("\(zone) at \(text(instant * 1000)): \(rules.offset(at: instant)), not \(offset)")
                return
            }
        }
    }

    @Test("every zone of the world agrees with zdump to the year 2060")
    func world() throws {
        let names = try ZoneDump.names()
        #expect(names.count > 250)
        for zone in names {
            let rules = try TimeZoneRules(named: zone)
            for line in try ZoneDump.lines(zone, years: 1970...2060) where rules.offset(at: line.instant) != line.offset
            {
                Issue.record(
                    "\(zone) at \(text(line.instant * 1000)): \(rules.offset(at: line.instant)), not \(line.offset)")
                return
            }
        }
    }

    @Test("a file that leaves the years from its last rule on to its footer agrees with zdump")
    func slimFiles() throws {
        let folder = try ScratchFolder()
        _ = try ZoneDump.run("zic -b slim -d \(folder.path) /usr/share/zoneinfo/tzdata.zi 2>&1")
        for zone in try ZoneDump.names() {
            let rules = try TimeZoneRules(named: zone, in: folder.path)
            for line in try ZoneDump.lines("\(folder.path)/\(zone)", years: 2005...2045)
            where rules.offset(at: line.instant) != line.offset {
                Issue.record(
                    "\(zone) at \(text(line.instant * 1000)): \(rules.offset(at: line.instant)), not \(line.offset)")
                return
            }
        }
    }

    @Test(
        "a footer is read in all its forms",
        arguments: [
            ("UTC0", "2025-07-01 00:00", 0), ("<+11>-11", "2025-07-01 00:00", 39_600),
            ("<-0330>3:30", "2025-07-01 00:00", -12_600),
            ("XXX-1:02:03", "2025-07-01 00:00", 3723), ("CET-1CEST,M3.5.0,M10.5.0/3", "2025-03-30 00:59:59", 3600),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2025-03-30 01:00:00", 7200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2025-10-26 00:59:59", 7200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2025-10-26 01:00:00", 3600),
            // Day 60 is 1 March in every year; day 59 from 0 is 29 February in a leap year.
            ("AAA0BBB,J60/0,J61/0", "2024-02-29 12:00", 0), ("AAA0BBB,J60/0,J61/0", "2024-03-01 00:00", 3600),
            ("AAA0BBB,J60/0,J61/0", "2023-03-01 00:00", 3600), ("AAA0BBB,J59/0,J60/0", "2024-02-28 00:00", 3600),
            ("AAA0BBB,59/0,60/0", "2024-02-29 00:00", 3600), ("AAA0BBB,59/0,60/0", "2023-03-01 00:00", 3600),
            ("AAA0BBB,59/0,60/0", "2024-02-28 23:59:59", 0),
            // Greenland's -1 is 23:00 the day before; Godthab's Saturday 22:00 in standard time.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-03-30 00:59:59", -7200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-03-30 01:00:00", -3600),
            // Gaza's 50 hours after the fourth Thursday is a Saturday 02:00.
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2025-03-28 23:59:59", 7200),
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2025-03-29 00:00:00", 10_800),
            // Dublin's summer is its standard time, and its winter lies behind.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-07-01 00:00", 3600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-12-01 00:00", 0),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-01-01 00:00", 0),
            // RFC 9636 §3.3.1: daylight saving time all year.
            ("EST5EDT,0/0,J365/25", "2025-01-01 05:00", -14_400),
            ("EST5EDT,0/0,J365/25", "2025-01-01 04:59:59", -14_400),
            ("EST5EDT,0/0,J365/25", "2024-07-01 00:00", -14_400), ("XXX3EDT4,0/0,J365/23", "2025-01-01 03:00", -14_400),
        ])
    func footers(footer: String, instant: String, offset: Int) throws {
        let folder = try ScratchFolder()
        let name = try folder.write("Zone", Self.file(footer: footer))
        #expect(try TimeZoneRules(named: name, in: folder.path).offset(at: utc(instant) / 1000) == offset)
    }

    @Test(
        "a footer that cannot be read is refused",
        arguments: [
            "U0", "UTC", "UTC25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.6.0,M10.5.0",
            "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J5", "CET-1CEST,366,5", "CET-1CEST,M3.5.0/168,M10.5.0", "<+11-11",
            "UTC0:60", "UTC0x", "CET-1CEST,M3.5.0,M10.5.0/3x", "\u{0}",
        ])
    func badFooters(footer: String) throws {
        let folder = try ScratchFolder()
        let name = try folder.write("Zone", Self.file(footer: footer))
        let error = #expect(throws: BellhopError.self) { try TimeZoneRules(named: name, in: folder.path) }
        #expect(error?.code == .invalidValue)
        #expect(error?.message.contains("its footer is") == true)
    }

    @Test("a file of the first version holds its last offset for ever")
    func firstVersion() throws {
        let folder = try ScratchFolder()
        let name = try folder.write(
            "Zone", Self.header(version: 0, times: 1, types: 2) + [0, 0, 0, 100, 1] + Self.twoTypes)
        let rules = try TimeZoneRules(named: name, in: folder.path)
        #expect([-1 << 40, 99, 100, 1 << 40].map { rules.offset(at: $0) } == [0, 0, 3600, 3600])
    }

    @Test("UTC is known without files, and any instant has an offset")
    func extremes() throws {
        let nowhere = try TimeZoneRules(named: "UTC", in: "/nonexistent")
        #expect(nowhere == .utc)
        for zone in [nowhere, try TimeZoneRules(named: "America/New_York")] {
            for instant in [Int64.min, .max] { #expect(abs(zone.offset(at: instant)) < 18_001) }
        }
    }

    @Test("zones are equal when their names are")
    func equality() throws {
        let (berlin, again) = (try TimeZoneRules(named: "Europe/Berlin"), try TimeZoneRules(named: "Europe/Berlin"))
        #expect(berlin == again && berlin.hashValue == again.hashValue)
        #expect(try berlin != TimeZoneRules(named: "Europe/Paris"))
    }

    @Test(
        "a name that leads elsewhere, or to no zone, is refused with what to write",
        arguments: [
            "", "/etc/passwd", "/usr/share/zoneinfo/UTC", "../zoneinfo/UTC", "Europe/../UTC", "Europe/Berlin ",
            "Europe\\Berlin",
            "Europe/Berlin\0", "Euröpe", "Mars/Olympus", "utc!", "Europe", "zone.tab", ".",
            String(repeating: "A", count: 5000),
        ])
    func names(name: String) {
        let error = #expect(throws: BellhopError.self) { try TimeZoneRules(named: name) }
        #expect(error?.code == .invalidValue)
        #expect(error?.message.contains("there is no time zone '") == true)
        #expect(error?.message.contains("name one as in Europe/Berlin, or UTC") == true)
    }

    @Test("a file that is no zone's, too large, a pipe or of leap seconds is refused with the reason")
    func badFiles() throws {
        let folder = try ScratchFolder()
        #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        let leaps = Self.header(version: 0, leaps: 1, types: 1) + [0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
        let far = Self.header(version: 0, types: 1) + [0, 2, 0, 0, 0, 0]
        let disordered = Self.header(version: 0, times: 2, types: 2) + [0, 0, 0, 9, 0, 0, 0, 9, 0, 1] + Self.twoTypes
        let stray = Self.header(version: 0, times: 1, types: 2) + [0, 0, 0, 9, 2] + Self.twoTypes
        for (name, bytes, reason) in [
            ("empty", [], "end before"),
            ("text", Array("# no zone at all, but long enough to hold a header".utf8), "TZif"),
            ("large", [UInt8](repeating: 0, count: 1 << 20 + 1), "1 MiB"), ("leaps", leaps, "leap seconds"),
            ("far", far, "out of bounds"), ("disordered", disordered, "out of order"),
            ("stray", stray, "out of bounds"),
            ("none", Self.header(version: 0), "out of bounds"), ("pipe", nil, "no time zone 'pipe'"),
        ] as [(String, [UInt8]?, String)] {
            if let bytes { _ = try folder.write(name, bytes) }
            let error = #expect(throws: BellhopError.self, "\(name)") {
                try TimeZoneRules(named: name, in: folder.path)
            }
            #expect(error?.code == .invalidValue)
            #expect(error?.message.contains(reason) == true, "\(name): \(error?.message ?? "")")
        }
    }

    @Test("a file cut anywhere is refused")
    func cuts() throws {
        let folder = try ScratchFolder()
        let bytes = try Self.contents("/usr/share/zoneinfo/Europe/Berlin")
        for length in 0..<bytes.count {
            let name = try folder.write("Cut", Array(bytes.prefix(length)))
            if (try? TimeZoneRules(named: name, in: folder.path)) != nil { Issue.record("cut at \(length) was read") }
        }
    }

    @Test("of 4 000 damaged files each is refused or gives offsets within 26 hours, and the cron search ends")
    func damage() throws {
        let folder = try ScratchFolder()
        let valid = try ["Europe/Berlin", "Pacific/Apia", "Asia/Tokyo"].map {
            try Self.contents("/usr/share/zoneinfo/\($0)")
        }
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        let expression = try CronExpression("30 2 * * *")
        for round in 0..<4000 {
            var bytes = numbers.input(from: valid)
            if round % 2 == 0, let at = bytes.indices.dropFirst(44).randomElement(using: &numbers) {
                bytes = valid[0]
                bytes[min(at, bytes.count - 1)] = UInt8.random(in: 0...255, using: &numbers)
            }
            let name = try folder.write("Damaged", bytes)
            guard let rules = try? TimeZoneRules(named: name, in: folder.path) else { continue }
            for instant in [Int64.min, -1 << 40, 0, 1 << 31, 1 << 40, .max]
            where abs(rules.offset(at: instant)) > 26 * 3600 {
                Issue.record("seed \(seed), round \(round): \(rules.offset(at: instant)) at \(instant)")
            }
            let start = Int64.random(in: 0..<1 << 42, using: &numbers)
            let next = CronSchedule(expression, in: rules).next(after: start)
            if next.map({ $0 <= start }) != false {
                Issue.record("seed \(seed), round \(round): next is \(text(next))")
            }
        }
    }

    /// Makes a header of a file.
    private static func header(version: UInt8, leaps: UInt8 = 0, times: UInt8 = 0, types: UInt8 = 0) -> [UInt8] {
        Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
            + [0, 0, leaps, times, types, 0].flatMap { [0, 0, 0, $0] }
    }

    /// Is the offset 0, then that of an hour east.
    private static let twoTypes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0x0E, 0x10, 0, 0]

    /// Makes a file of the third version that tells nothing but its footer.
    private static func file(footer: String) -> [UInt8] {
        let block = header(version: UInt8(ascii: "3"), types: 1) + [0, 0, 0, 0, 0, 0]
        return block + block + [0x0A] + Array(footer.utf8) + [0x0A]
    }

    /// Reads a file.
    private static func contents(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw ZoneDump.Failure(description: "cannot read \(path)") }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        return Array(buffer.prefix(fread(&buffer, 1, 65_536, file)))
    }
}
