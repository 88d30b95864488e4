/// Reads big-endian numbers and length-prefixed text from bytes, refusing to read past their end.
package struct ByteReader {
    /// Holds what has not been read yet.
    package private(set) var rest: ArraySlice<UInt8>

    /// Makes a reader at the start of `bytes`.
    package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Reads a number, most significant byte first.
    ///
    /// - Throws: ``BellhopError/Code/corruptData`` when too few bytes are left.
    package mutating func readBigEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type
    ) throws(BellhopError) -> Number {
        let size = Number.bitWidth / 8
        guard rest.count >= size else { throw Self.cutShort }
        let number = rest.withUnsafeBytes { $0.loadUnaligned(as: Number.self) }
        rest = rest.dropFirst(size)
        return Number(bigEndian: number)
    }

    /// Reads `count` bytes.
    ///
    /// - Throws: ``BellhopError/Code/corruptData`` when too few bytes are left.
    package mutating func readBytes(_ count: Int) throws(BellhopError) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw Self.cutShort }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Reads text whose length stands in one byte before it.
    ///
    /// - Throws: ``BellhopError/Code/corruptData`` when too few bytes are left.
    package mutating func readShort() throws(BellhopError) -> String {
        let count = Int(try readBigEndian(UInt8.self))
        return String(decoding: try readBytes(count), as: UTF8.self)
    }

    /// Reads text whose length stands in two bytes before it.
    ///
    /// - Throws: ``BellhopError/Code/corruptData`` when too few bytes are left.
    package mutating func readLong() throws(BellhopError) -> String {
        let count = Int(try readBigEndian(UInt16.self))
        return String(decoding: try readBytes(count), as: UTF8.self)
    }

    private static var cutShort: BellhopError { BellhopError(.corruptData, "the bytes end before what they announce") }
}

extension [UInt8] {
    /// Appends a number, most significant byte first.
    @inlinable
    package mutating func appendBigEndian<Number: FixedWidthInteger>(_ number: Number) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends text of at most 255 bytes, with its length in one byte before it.
    package mutating func appendShort(_ text: String) {
        let utf8 = text.utf8.prefix(255)
        append(UInt8(utf8.count))
        append(contentsOf: utf8)
    }

    /// Appends text of at most 65 535 bytes, with its length in two bytes before it.
    package mutating func appendLong(_ text: String) {
        let utf8 = text.utf8.prefix(65_535)
        appendBigEndian(UInt16(utf8.count))
        append(contentsOf: utf8)
    }
}
