extension String {
    /// Gives the text with nothing in it that a terminal would obey: control characters are shown as `\u{1b}`.
    ///
    /// Errors of jobs are words of tenants, and operators read them in terminals.
    var printable: String {
        var shown = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar != "\n" && scalar != "\t", .format:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// Gives the text on one line, at most `limit` characters long.
    func oneLine(limit: Int = 100) -> String {
        let line = split(whereSeparator: \.isNewline).joined(separator: " ").printable
        return line.count > limit ? line.prefix(limit - 1) + "…" : line
    }
}
