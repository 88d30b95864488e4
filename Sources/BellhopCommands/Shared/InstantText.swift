import BellhopCore
import FoundationEssentials

/// Reads and writes instants as ISO 8601 has them.
enum InstantText {
    /// Writes milliseconds since 1970, in UTC.
    static func format(milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601WithFractions)
    }

    /// Reads an instant such as `2030-01-31T09:00:00Z` or `2030-01-31T10:00:00.5+01:00`.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text is none.
    static func parse(_ text: String) throws(BellhopError) -> Date {
        if let date = try? Date.ISO8601FormatStyle().parse(text) { return date }
        if let date = try? Date.ISO8601FormatStyle.iso8601WithFractions.parse(text) { return date }
        throw BellhopError(
            .invalidValue, "'\(text.oneLine(limit: 40))' is no instant: write it as 2030-01-31T09:00:00Z")
    }
}

extension FormatStyle where Self == Date.ISO8601FormatStyle {
    fileprivate static var iso8601WithFractions: Self { Date.ISO8601FormatStyle(includingFractionalSeconds: true) }
}
