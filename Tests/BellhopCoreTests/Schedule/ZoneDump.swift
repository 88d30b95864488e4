import Glibc

/// Asks the programs `zdump` and `zic` (package libc-bin) about time zones.
enum ZoneDump {
    /// Tells an offset at an instant, as a line of `zdump -v` does.
    struct Line {
        /// Is in seconds since 1970.
        let instant: Int64
        /// Is in seconds east of UTC.
        let offset: Int
    }

    /// Names every zone that differs from the others since 1970.
    static func names() throws -> [String] {
        try run("cat /usr/share/zoneinfo/zone1970.tab").filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: "\t").dropFirst(2).first.map(String.init) }
    }

    /// Gives the lines for a zone's changes in some years: two for each, the second before and the first second of it.
    static func lines(_ zone: String, years: ClosedRange<Int>) throws -> [Line] {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return try run("zdump -v -c \(years.lowerBound),\(years.upperBound + 1) \(zone)").compactMap {
            line throws -> Line? in
            // Europe/Berlin  Sun Mar 30 01:00:00 2025 UT = Sun Mar 30 03:00:00 2025 CEST isdst=1 gmtoff=7200
            guard let words = Optional(line.split(separator: " ")), words.count == 16 else { return nil }
            let clock = words[4].split(separator: ":").compactMap { Int32($0) }
            guard let month = months.firstIndex(of: String(words[2])), let day = Int32(words[3]),
                let year = Int32(words[5]),
                let offset = Int(words[15].dropFirst("gmtoff=".count)), clock.count == 3
            else { throw Failure(description: "zdump wrote '\(line)'") }
            return Line(instant: utc(year: year, month: Int32(month + 1), day: day, clock: clock), offset: offset)
        }
    }

    /// Runs a command and gives the lines that it writes.
    static func run(_ command: String) throws -> [String] {
        guard let pipe = popen(command, "re") else { throw Failure(description: "'\(command)' cannot be run") }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
        guard pclose(pipe) == 0 else {
            throw Failure(description: "'\(command)' failed; zdump and zic are in libc-bin")
        }
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Says what went wrong.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

/// Is a folder that is removed with its holder.
final class ScratchFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/bellhop-zones-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ZoneDump.Failure(description: "no scratch folder: errno \(errno)")
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { _ = try? ZoneDump.run("rm -rf \(path)") }

    /// Writes a file and gives its name.
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        guard let file = fopen("\(path)/\(name)", "w") else {
            throw ZoneDump.Failure(description: "cannot write \(name)")
        }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        return name
    }
}
