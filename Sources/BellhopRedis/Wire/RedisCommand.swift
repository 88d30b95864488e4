package import NIOCore

/// One Redis command, encoded as it is built.
///
/// The caller's task does the encoding, so that the event loop only copies bytes. All appended values are
/// binary-safe arguments: nothing in them can start another command.
///
/// ```swift
/// var command = RedisCommand(name: "LPUSH", capacityHint: 256)
/// command.append("list")
/// command.append(payload)
/// ```
package struct RedisCommand: Sendable {
    /// How many words the command has so far, its name included.
    package private(set) var count: Int
    /// The words as RESP2 bulk strings, without the array header: the count is known only at the end.
    private(set) var body: ByteBuffer

    /// Makes a command of a name and some arguments.
    package init(_ name: String, _ arguments: String...) {
        self.init(name: name, capacityHint: arguments.reduce(into: 64) { $0 += $1.utf8.count + 16 })
        for argument in arguments { append(argument) }
    }

    /// Makes a command of a name.
    ///
    /// - Parameters:
    ///   - name: the command's name.
    ///   - capacityHint: about how many bytes the whole command will have. A good guess saves reallocations.
    package init(name: String, capacityHint: Int = 128) {
        count = 0
        body = ByteBufferAllocator().buffer(capacity: capacityHint)
        append(name)
    }

    /// Makes the words behind a name that is not known yet.
    init(emptyWithCapacity capacity: Int) {
        count = 0
        body = ByteBufferAllocator().buffer(capacity: capacity)
    }

    /// Appends a string argument.
    package mutating func append(_ argument: String) {
        var argument = argument
        argument.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends a number, as decimal digits.
    package mutating func append(_ argument: Int) {
        var digits = DecimalDigits(argument)
        digits.withBytes { append($0) }
    }

    /// Appends bytes.
    package mutating func append(_ argument: [UInt8]) {
        argument.withUnsafeBytes { append($0) }
    }

    /// Appends the readable bytes of a buffer.
    package mutating func append(_ argument: ByteBuffer) {
        argument.withUnsafeReadableBytes { append($0) }
    }

    /// Appends the bytes of any collection; a contiguous one is copied at once.
    package mutating func append(bytes argument: some Collection<UInt8>) {
        let done: Void? = argument.withContiguousStorageIfAvailable { append(UnsafeRawBufferPointer($0)) }
        if done == nil { append(Array(argument)) }
    }

    /// Appends the bytes that a pointer shows.
    package mutating func append(_ argument: UnsafeRawBufferPointer) {
        // "$", at most 20 digits, two line ends.
        body.writeWithUnsafeMutableBytes(minimumWritableBytes: argument.count + 25) { target in
            target[0] = UInt8(ascii: "$")
            var length = DecimalDigits(argument.count)
            var end =
                1
                + length.withBytes { digits in
                    UnsafeMutableRawBufferPointer(rebasing: target[1...]).copyMemory(from: digits)
                    return digits.count
                }
            end = target.writeLineEnd(at: end)
            UnsafeMutableRawBufferPointer(rebasing: target[end...]).copyMemory(from: argument)
            return target.writeLineEnd(at: end + argument.count)
        }
        count += 1
    }

    /// Appends words that another command has already encoded.
    mutating func append(encoded words: ByteBuffer, count: Int) {
        body.writeImmutableBuffer(words)
        self.count += count
    }

    /// Writes the whole command into a buffer.
    func write(into buffer: inout ByteBuffer) {
        buffer.writeArrayHeader(count)
        buffer.writeImmutableBuffer(body)
    }
}

extension ByteBuffer {
    mutating func writeArrayHeader(_ count: Int) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: 23) { target in
            target[0] = UInt8(ascii: "*")
            var digits = DecimalDigits(count)
            let end =
                1
                + digits.withBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: target[1...]).copyMemory(from: bytes)
                    return bytes.count
                }
            return target.writeLineEnd(at: end)
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func writeLineEnd(at index: Int) -> Int {
        self[index] = UInt8(ascii: "\r")
        self[index + 1] = UInt8(ascii: "\n")
        return index + 2
    }
}
