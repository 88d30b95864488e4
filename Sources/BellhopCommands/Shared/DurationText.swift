package import BellhopCore

/// Reads spans of time as people write them: a whole number and a unit, such as `250ms`, `30s`, `5m`, `12h` or `7d`.
package enum DurationText {
    /// Reads a span.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text is none, or is longer than a thousand years.
    package static func parse(_ text: String) throws(BellhopError) -> Duration {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit: Int64? =
            switch text.dropFirst(digits.count) {
            case "ms": 1
            case "s": 1000
            case "m": 60_000
            case "h": 3_600_000
            case "d": 86_400_000
            default: nil
            }
        guard let unit, let number = Int64(digits) else {
            throw BellhopError(
                .invalidValue,
                "'\(text.oneLine(limit: 40))' is no span of time: write a number and ms, s, m, h or d, such as 30s")
        }
        let (milliseconds, isTooLong) = number.multipliedReportingOverflow(by: unit)
        guard !isTooLong, milliseconds <= 1000 * 366 * 86_400_000 else {
            throw BellhopError(.invalidValue, "'\(text.oneLine(limit: 40))' is longer than a thousand years")
        }
        return .milliseconds(milliseconds)
    }
}
