/// Counts how often each end of an input was reached: an error by its code and its words, without the values in them.
package struct FuzzTally {
    private var counts: [String: Int] = [:]
    private var ends: [String: String] = [:]

    /// Makes a tally of nothing.
    package init() {}

    /// Counts an input that was taken.
    package mutating func note(_ end: String) { counts[end, default: 0] += 1 }

    /// Counts an input that was refused.
    package mutating func note(_ code: String, _ message: String) {
        let end = ends[message] ?? "\(code): \(Self.words(of: message))"
        ends[message] = end
        note(end)
    }

    private static func words(of message: String) -> String {
        var words = ""
        var quote: Character?
        var isEscaped = false
        for character in message {
            if quote != nil {
                if character == quote, !isEscaped { quote = nil }
                isEscaped = character == "\\" && !isEscaped
            } else if "\"'".contains(character), words.last.map({ !$0.isLetter }) ?? true {
                quote = character
            } else if character.isNumber {
                if words.last != "#" { words.append("#") }
            } else {
                words.append(character)
            }
        }
        return words
    }

    /// Counts the inputs whose end holds these words.
    package func count(_ words: String) -> Int { counts.filter { $0.key.contains(words) }.values.reduce(0, +) }

    /// Counts all inputs.
    package var total: Int { counts.values.reduce(0, +) }

    /// Lists the ends, a line each, the most frequent first.
    package var text: String {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "  \($0.value)  \($0.key)" }
            .joined(separator: "\n")
    }
}
