/// Checks names byte by byte against the grammars that keep keys unambiguous.
///
/// Neither grammar has a character that means something in a Redis key, a glob pattern or a Cluster hash tag, so a
/// name can stand in a key as it is.
enum NameGrammar {
    /// Says whether the bytes fit `[a-z0-9][a-z0-9_-]{0,63}`.
    static func isLowercaseName(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, bytes.count <= 64, isLowercaseOrDigit(first) else { return false }
        return bytes.dropFirst().allSatisfy {
            isLowercaseOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }

    /// Says whether the bytes fit `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
    static func isMixedCaseName(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, bytes.count <= 64, isLetterOrDigit(first) else { return false }
        return bytes.dropFirst().allSatisfy { byte in
            isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
    }

    /// Shows a refused value in a message: bounded, and with nothing in it that a terminal would obey.
    static func quoted(_ value: String) -> String {
        var shown = ""
        for scalar in value.unicodeScalars.prefix(80) {
            shown +=
                scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F
                ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        return value.unicodeScalars.count > 80 ? "'\(shown)…'" : "'\(shown)'"
    }

    private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isLowercaseOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
