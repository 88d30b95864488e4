#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Holds what a TZif file tells (RFC 9636, versions 1 to 4): when the offset changed, and the rule that goes on from there.
struct TimeZoneFile: Sendable {
    /// Is the offset before the first change, in seconds east of UTC.
    private(set) var first: Int64 = 0
    /// Lists the instants at which the offset changed, in seconds since 1970, ascending.
    private(set) var changes: [Int64] = []
    /// Lists the offset from each change on.
    private(set) var offsets: [Int64] = []
    /// Goes on after the last change, if the file says how.
    private(set) var rule: PosixTimeZone?

    /// Is the largest offset that is believed, which RFC 9636 §3.2 advises.
    static let largestOffset: Int64 = 26 * 3600

    /// Reads the file at `path`; gives `nil` when there is no such file.
    ///
    /// - Throws: ``BellhopError/Code/corruptData`` when it is no TZif file, counts leap seconds or is larger than 1 MiB.
    init?(path: String) throws(BellhopError) {
        // Not blocking: a pipe of that name must not hold the caller.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        guard status.st_size <= 1 << 20 else { throw BellhopError(.corruptData, "it is larger than 1 MiB") }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            count = max(0, read(file, buffer.baseAddress, buffer.count))
        }
        try self.init(bytes)
    }

    /// Reads the bytes of a file.
    private init(_ bytes: [UInt8]) throws(BellhopError) {
        var reader = ByteReader(bytes[...])
        var header = try Header(&reader)
        if header.version >= UInt8(ascii: "2") {
            _ = try reader.readBytes(header.size(timeSize: 4))
            header = try Header(&reader)
            try readBlock(&reader, header, as: Int64.self)
            let footer = reader.rest.dropFirst().dropLast()
            guard reader.rest.count >= 2, reader.rest.first == 0x0A, reader.rest.last == 0x0A else {
                throw BellhopError(.corruptData, "it has no footer")
            }
            rule = PosixTimeZone(footer)
            guard footer.isEmpty || rule != nil else {
                throw BellhopError(
                    .corruptData, "its footer is \(NameGrammar.quoted(String(decoding: footer, as: UTF8.self)))")
            }
        } else {
            try readBlock(&reader, header, as: Int32.self)
        }
    }

    /// Reads a data block with times of one width.
    private mutating func readBlock<Time: FixedWidthInteger & BitwiseCopyable>(
        _ reader: inout ByteReader, _ header: Header, as type: Time.Type
    ) throws(BellhopError) {
        // Such files, under right/, count other seconds than the clocks that jobs are told by.
        guard header.leaps == 0 else { throw BellhopError(.corruptData, "it counts leap seconds") }
        var block = ByteReader(try reader.readBytes(header.size(timeSize: Time.bitWidth / 8)))
        for _ in 0..<header.times { changes.append(Int64(try block.readBigEndian(type))) }
        let kinds = Array(try block.readBytes(header.times))
        var known: [Int64] = []
        for _ in 0..<header.types {
            known.append(Int64(try block.readBigEndian(Int32.self)))
            _ = try block.readBytes(2)
        }
        guard let first = known.first, known.allSatisfy({ abs($0) <= Self.largestOffset }),
            kinds.allSatisfy({ $0 < known.count }), zip(changes, changes.dropFirst()).allSatisfy(<)
        else { throw BellhopError(.corruptData, "its times are out of order or its offsets out of bounds") }
        self.first = first
        offsets = kinds.map { known[Int($0)] }
    }

    /// Says how much of what a data block holds.
    private struct Header {
        /// Is a digit, or 0 in the first version.
        let version: UInt8
        /// Counts the changes.
        let times: Int
        /// Counts the leap seconds.
        let leaps: Int
        /// Counts the kinds of local time.
        let types: Int
        /// Counts the bytes of what comes after the leap seconds, and of the abbreviations.
        let others: Int

        /// Reads 44 bytes.
        init(_ reader: inout ByteReader) throws(BellhopError) {
            guard try reader.readBytes(4).elementsEqual("TZif".utf8) else {
                throw BellhopError(.corruptData, "it does not begin with 'TZif'")
            }
            version = try reader.readBigEndian(UInt8.self)
            _ = try reader.readBytes(15)
            var counts: [Int] = []
            for _ in 0..<6 { counts.append(Int(try reader.readBigEndian(UInt32.self))) }
            (leaps, times, types) = (counts[2], counts[3], counts[4])
            others = counts[0] + counts[1] + counts[5]
        }

        /// Counts the bytes of the data block.
        func size(timeSize: Int) -> Int { times * (timeSize + 1) + types * 6 + leaps * (timeSize + 4) + others }
    }
}
