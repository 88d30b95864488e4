/// Tells the offset of a time zone from UTC at any instant, past and to come.
///
/// The rules are read once from the system's time zone files; a later update of those needs a new value. Two values are
/// equal when their names are.
///
///     let berlin = try TimeZoneRules(named: "Europe/Berlin")
///     berlin.offset(at: 0)  // 3600
public struct TimeZoneRules: Sendable, Hashable {
    /// Gives the name, as in `Europe/Berlin`.
    public let name: String
    /// Holds what the file tells; `nil` for UTC.
    private let file: TimeZoneFile?

    /// Is UTC, which needs no file.
    public static let utc = TimeZoneRules(name: "UTC", file: nil)

    /// Keeps what was read.
    private init(name: String, file: TimeZoneFile?) {
        self.name = name
        self.file = file
    }

    /// Reads the rules of a zone from a TZif file (RFC 9636) in `folder`; `UTC` is known without one.
    ///
    /// A name fits `[A-Za-z0-9_+/-]+` and does not begin with a slash, so it leads nowhere but into the folder.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when there is no such zone, or its file cannot be read.
    public init(named name: String, in folder: String = "/usr/share/zoneinfo") throws(BellhopError) {
        guard name != "UTC" else {
            self = .utc
            return
        }
        let unknown = "there is no time zone \(NameGrammar.quoted(name)): name one as in Europe/Berlin, or UTC"
        guard Self.isName(name) else { throw BellhopError(.invalidValue, unknown) }
        let path = "\(folder)/\(name)"
        let file: TimeZoneFile?
        do throws(BellhopError) {
            file = try TimeZoneFile(path: path)
        } catch {
            throw BellhopError(
                .invalidValue, "\(unknown); \(path) is no TZif file that can be read: \(error.message)", cause: error)
        }
        guard let file else {
            throw BellhopError(
                .invalidValue, "\(unknown); zones are read from \(folder), which is of the package tzdata")
        }
        self.init(name: name, file: file)
    }

    /// Gives the seconds by which local clocks are ahead of UTC (east is positive) at an instant in seconds since 1970.
    public func offset(at secondsSince1970: Int64) -> Int { Int(period(at: secondsSince1970).offset) }

    /// Compares names.
    public static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Says whether `name` can be a zone's name and nothing else.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("/")
            && name.utf8.allSatisfy { byte in
                switch Unicode.Scalar(byte) {
                case "A"..."Z", "a"..."z", "0"..."9", "_", "+", "/", "-": true
                default: false
                }
            }
    }
}

extension TimeZoneRules {
    /// Holds an offset and says until when it holds.
    struct Period {
        /// Gives the seconds east of UTC.
        let offset: Int64
        /// Gives the first instant, in seconds since 1970, at which another offset may hold.
        let end: Int64
    }

    /// Gives the offset at an instant in seconds since 1970, and until when it holds.
    func period(at instant: Int64) -> Period {
        guard let file else { return Period(offset: 0, end: .max) }
        guard let last = file.changes.last, instant < last else {
            return file.rule?.period(at: instant) ?? Period(offset: file.offsets.last ?? file.first, end: .max)
        }
        var (low, high) = (0, file.changes.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if file.changes[middle] > instant { high = middle } else { low = middle + 1 }
        }
        return Period(offset: low == 0 ? file.first : file.offsets[low - 1], end: file.changes[low])
    }

    /// Gives the latest time that the local clock has shown up to and at an instant.
    ///
    /// In a fold that is the end of the first pass. Both are seconds since 1970, on the local clock and in UTC.
    func latestLocal(upTo instant: Int64) -> Int64 {
        // What the clock showed earlier than this, no offset can have put ahead of what it shows now.
        var cursor = instant - 2 * TimeZoneFile.largestOffset
        var latest = Int64.min
        while cursor <= instant {
            let period = period(at: cursor)
            latest = max(latest, min(period.end - 1, instant) + period.offset)
            cursor = period.end
        }
        return latest
    }

    /// Gives the first instant at which the local clock shows `local` or later.
    ///
    /// That is the first pass when the clock shows `local` twice, and the end of the gap when it never does.
    func firstInstant(reaching local: Int64) -> Int64 {
        var cursor = local - TimeZoneFile.largestOffset
        while true {
            let period = period(at: cursor)
            let candidate = max(cursor, local - period.offset)
            if candidate < period.end { return candidate }
            cursor = period.end
        }
    }
}
