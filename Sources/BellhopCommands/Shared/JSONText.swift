/// Holds bytes that were checked to be one JSON value (RFC 8259), without the white space around its parts.
///
/// Numbers and strings stay digit by digit and escape by escape as they were: a result of 20 digits comes out as it
/// went in, which no decoding into numbers would promise.
///
///     JSONText(Array(#"{ "n": 1 }"#.utf8))?.bytes  // {"n":1}
package struct JSONText: Hashable, Sendable {
    /// Holds the text on one line.
    package let bytes: [UInt8]

    /// Checks bytes; `nil` when they are not exactly one JSON value in UTF-8, nested at most 512 deep.
    package init?(_ bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var scanner = Scanner(bytes: bytes)
        guard scanner.value(depth: 0) else { return nil }
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
        self.bytes = scanner.compact
    }
}

extension JSONText {
    /// Walks over the bytes once, copies what is not white space, and stops at the first byte that does not fit.
    private struct Scanner {
        static let deepest = 512
        let bytes: [UInt8]
        var position = 0
        var compact: [UInt8] = []

        init(bytes: [UInt8]) {
            self.bytes = bytes
            compact.reserveCapacity(bytes.count)
        }

        var isAtEnd: Bool { position == bytes.count }

        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func skipSpace() {
            while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
        }

        mutating func value(depth: Int) -> Bool {
            guard depth <= Self.deepest else { return false }
            skipSpace()
            switch next {
            case UInt8(ascii: "{"): return members(depth: depth)
            case UInt8(ascii: "["): return elements(depth: depth)
            case UInt8(ascii: "\""): return string()
            case UInt8(ascii: "t"): return word("true")
            case UInt8(ascii: "f"): return word("false")
            case UInt8(ascii: "n"): return word("null")
            default: return number()
            }
        }

        private mutating func take(_ byte: Character) -> Bool {
            guard let next, next == byte.asciiValue else { return false }
            compact.append(next)
            position += 1
            return true
        }

        private mutating func word(_ word: StaticString) -> Bool {
            for byte in "\(word)" where !take(byte) { return false }
            return true
        }

        private mutating func members(depth: Int) -> Bool {
            guard take("{") else { return false }
            skipSpace()
            if take("}") { return true }
            repeat {
                skipSpace()
                guard string() else { return false }
                skipSpace()
                guard take(":"), value(depth: depth + 1) else { return false }
                skipSpace()
            } while take(",")
            return take("}")
        }

        private mutating func elements(depth: Int) -> Bool {
            guard take("[") else { return false }
            skipSpace()
            if take("]") { return true }
            repeat {
                guard value(depth: depth + 1) else { return false }
                skipSpace()
            } while take(",")
            return take("]")
        }

        private mutating func string() -> Bool {
            guard take("\"") else { return false }
            while let byte = next {
                guard byte >= 0x20 else { return false }
                position += 1
                compact.append(byte)
                if byte == UInt8(ascii: "\"") { return true }
                if byte == UInt8(ascii: "\\"), !escape() { return false }
            }
            return false
        }

        private mutating func escape() -> Bool {
            guard let byte = next else { return false }
            position += 1
            compact.append(byte)
            guard byte == UInt8(ascii: "u") else { return #""\/bfnrt"#.utf8.contains(byte) }
            for _ in 0..<4 {
                guard let digit = next, Character(UnicodeScalar(digit)).isHexDigit else { return false }
                position += 1
                compact.append(digit)
            }
            return true
        }

        private mutating func number() -> Bool {
            _ = take("-")
            if !take("0"), !digits() { return false }
            if take("."), !digits() { return false }
            if take("e") || take("E") {
                if !take("-") { _ = take("+") }
                return digits()
            }
            return true
        }

        private mutating func digits() -> Bool {
            let start = position
            while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                compact.append(byte)
                position += 1
            }
            return position > start
        }
    }
}
