/// Bounds how often jobs are started: so many in a span of time, and a burst that may come at once.
///
/// It is the generic cell rate algorithm (ITU-T I.371, appendix I): in any second at most the burst and the rate. A job may
/// cost more than one, see ``EnqueueOptions``; one that costs more than the burst counts as the burst.
///
///     let rate = try RateLimit(100, per: .seconds(1), burst: 10)
public struct RateLimit: Hashable, Sendable, CustomStringConvertible {
    /// Is the time that one start of cost 1 uses up, in microseconds.
    public let intervalMicroseconds: Int
    /// Is how many starts may come at once after a rest.
    public let burst: Int

    /// Makes a rate.
    ///
    /// - Parameters:
    ///   - count: is how many starts the span allows, from 1.
    ///   - span: is the span of time, up to a day.
    ///   - burst: is how many may come at once after a rest, from 1 to a million.
    /// - Throws: ``BellhopError/Code/invalidValue`` when a value is out of bounds, or the rate is above a million a second.
    public init(_ count: Int, per span: Duration, burst: Int = 1) throws(BellhopError) {
        guard count > 0, span > .zero, span <= .seconds(86_400) else {
            throw BellhopError(
                .invalidValue,
                "a rate of \(count) in \(span) is out of bounds: it is at least 1, in at most a day; to stop jobs, pause them"
            )
        }
        guard (1...1_000_000).contains(burst) else {
            throw BellhopError(.invalidValue, "a burst of \(burst) is out of bounds: it goes from 1 to 1000000")
        }
        let interval = span.wholeMicroseconds / count
        guard interval > 0 else {
            throw BellhopError(.invalidValue, "a rate of \(count) in \(span) is above a million a second")
        }
        self.init(intervalMicroseconds: interval, burst: burst)
    }

    /// Reads a rate as people write it: a number, `/`, a unit or a span, and `:` with the burst, such as `100/s`, `5/m:2` or
    /// `1000/15m:50`.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text is none.
    public init(_ text: String) throws(BellhopError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let rate = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        let units: [Substring: Int64] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard parts.count <= 2, rate.count == 2, let count = Int(rate[0]),
            let burst = parts.count == 2 ? Int(parts[1]) : 1,
            let unit = units[rate[1].drop { $0.isNumber }]
        else {
            throw BellhopError(
                .invalidValue,
                "'\(text.prefix(40))' is no rate: write a number, / and a span, and : with the burst, such as 100/s:10 or 5/15m"
            )
        }
        let digits = rate[1].prefix { $0.isNumber }
        guard let units = digits.isEmpty ? 1 : Int64(digits), units > 0, units <= 86_400_000 else {
            throw BellhopError(.invalidValue, "'\(text.prefix(40))' is no rate: its span is out of bounds")
        }
        try self.init(count, per: .milliseconds(units * unit), burst: burst)
    }

    /// Takes a rate that was checked before it was stored.
    package init(intervalMicroseconds: Int, burst: Int) {
        self.intervalMicroseconds = intervalMicroseconds
        self.burst = burst
    }

    /// Reads what ``stored`` wrote.
    package init?(stored: String) {
        let words = stored.split(separator: " ").compactMap { Int($0) }
        guard words.count == 2 else { return nil }
        self.init(intervalMicroseconds: words[0], burst: words[1])
    }

    /// Gives the rate as the scripts read it.
    package var stored: String { "\(intervalMicroseconds) \(burst)" }

    /// Gives the rate as text that ``init(_:)`` reads.
    public var description: String {
        let spans = [("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000), ("d", 86_400_000_000)]
        let found = spans.first { $0.1 % intervalMicroseconds == 0 && $0.1 >= intervalMicroseconds }
        let rate =
            found.map { "\($0.1 / intervalMicroseconds)/\($0.0)" } ?? "1/\(max(1, intervalMicroseconds / 1000))ms"
        return burst == 1 ? rate : "\(rate):\(burst)"
    }
}
