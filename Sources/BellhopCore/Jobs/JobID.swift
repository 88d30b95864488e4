/// Identifies a job within its tenant: 128 bits, as a rule a UUID of version 7 (RFC 9562).
///
/// An id alone opens nothing: every read takes the tenant too, and a foreign id looks like an unknown one.
///
///     let id = try JobID("01890a5d-ac96-774b-bcce-b302099a8057")
public struct JobID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Holds the first eight bytes, most significant first: 48 bits of milliseconds, the version, 12 random bits.
    package let high: UInt64
    /// Holds the last eight bytes: the variant and 62 random bits.
    package let low: UInt64

    /// Makes an id of its two halves.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads an id from its text form of 36 characters, in either case.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text is no UUID.
    public init(_ text: String) throws(BellhopError) {
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        var position = 0
        for byte in text.utf8 {
            defer { position += 1 }
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { throw Self.malformed(text) }
                continue
            }
            guard digits < 32, let nibble = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw Self.malformed(text)
            }
            if digits < 16 {
                halves.0 = halves.0 << 4 | UInt64(nibble)
            } else {
                halves.1 = halves.1 << 4 | UInt64(nibble)
            }
            digits += 1
        }
        guard digits == 32, position == 36 else { throw Self.malformed(text) }
        self.init(high: halves.0, low: halves.1)
    }

    /// Reads an id from 16 bytes, most significant first; `nil` when there are not 16.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self = bytes.withUnsafeBytes { bytes in
            JobID(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
    }

    /// Gives the 16 bytes, most significant first.
    package var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            for index in 0..<8 {
                buffer[index] = UInt8(truncatingIfNeeded: high >> (56 - 8 * index))
                buffer[8 + index] = UInt8(truncatingIfNeeded: low >> (56 - 8 * index))
            }
            count = 16
        }
    }

    /// Appends the 16 bytes, most significant first.
    package func append(to bytes: inout [UInt8]) {
        bytes.appendBigEndian(high)
        bytes.appendBigEndian(low)
    }

    /// Gives the producer's wall clock at the time of making, in milliseconds since 1970, for an id of version 7.
    package var milliseconds: Int64 { Int64(high >> 16) }

    /// Gives the text form: 36 characters in lower case.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Orders by bytes, and so by time of making for ids of version 7.
    public static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    private static func malformed(_ text: String) -> BellhopError {
        BellhopError(
            .invalidValue,
            "\(NameGrammar.quoted(text)) is no job id: expected a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057")
    }
}

extension JobID: Codable {
    /// Decodes an id from its text form.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text is no UUID.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
