package import NIOCore

/// A reply, or an element of one.
///
/// A whole reply is one flat tape of nodes and one arena of bytes, shared by all its elements: about two
/// allocations, whatever its size. An integer needs none.
package struct RedisReply: Sendable {
    let node: ReplyNode
    /// Where an array stands on the tape; its first element is the next node.
    private let index: Int
    private let tape: [ReplyNode]
    private let arena: ByteBuffer

    init(node: ReplyNode, index: Int, tape: [ReplyNode], arena: ByteBuffer) {
        self.node = node
        self.index = index
        self.tape = tape
        self.arena = arena
    }

    /// Tells whether this is a null (bulk string or array).
    package var isNull: Bool { node.kind == .null }

    /// Tells whether this is an error reply.
    package var isError: Bool { node.kind == .error }

    /// The text of an error reply, or nil.
    package var errorText: String? { isError ? arena.getString(at: node.value, length: Int(node.length)) : nil }

    /// The number of elements of an array; 0 for anything else.
    package var count: Int { node.kind == .array ? Int(node.length) : 0 }

    /// Reads an integer, or a string of decimal digits.
    ///
    /// - Throws: ``RedisError/Code/unexpectedReply`` for anything else; an error element as the error it is.
    package func integer() throws(RedisError) -> Int {
        if node.kind == .integer { return node.value }
        let digits = try text(expecting: "an integer")
        guard let number = arena.withUnsafeReadableBytes({ Int(decimal: $0, at: digits) }) else {
            throw mismatch("an integer")
        }
        return number
    }

    /// Reads a text.
    ///
    /// - Throws: ``RedisError/Code/unexpectedReply`` for anything else, and for bytes that are not UTF-8.
    package func string() throws(RedisError) -> String {
        let range = try text(expecting: "a string")
        let string = arena.withUnsafeReadableBytes { bytes in
            String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
        guard let string else { throw mismatch("UTF-8 text") }
        return string
    }

    /// Reads the bytes of a text.
    ///
    /// - Throws: ``RedisError/Code/unexpectedReply`` for anything else.
    package func bytes() throws(RedisError) -> [UInt8] {
        let range = try text(expecting: "a string")
        return arena.withUnsafeReadableBytes { Array($0[range]) }
    }

    /// Reads the bytes of a text as a slice of the reply's memory, without a copy.
    ///
    /// The slice keeps the whole reply alive; copy what is to be kept for long.
    ///
    /// - Throws: ``RedisError/Code/unexpectedReply`` for anything else.
    package func buffer() throws(RedisError) -> ByteBuffer {
        let range = try text(expecting: "a string")
        return arena.getSlice(at: range.lowerBound, length: range.count) ?? ByteBuffer()
    }

    /// Reads a text, or nil for a null.
    ///
    /// - Throws: as ``string()``.
    package func optionalString() throws(RedisError) -> String? {
        isNull ? nil : try string()
    }

    /// Returns an element of an array, which may be an array itself.
    ///
    /// Elements of a flat array are found at once.
    ///
    /// - Precondition: `position` is at least 0 and below ``count``.
    package subscript(position: Int) -> RedisReply {
        precondition(position >= 0 && position < count, "Element \(position) of a reply with \(count) elements")
        var child = index + 1
        if node.value == child + count {
            child += position
        } else {
            for _ in 0..<position { child = nodeBehind(child) }
        }
        return element(at: child)
    }

    /// The elements of an array; none for anything else.
    package var elements: [RedisReply] {
        var elements: [RedisReply] = []
        elements.reserveCapacity(count)
        var cursor = cursor()
        while let element = cursor.next() { elements.append(element) }
        return elements
    }

    /// Returns a cursor that reads the elements in order, cheaper than one by one with the subscript.
    package func cursor() -> RedisReplyCursor {
        RedisReplyCursor(array: self)
    }

    func element(at child: Int) -> RedisReply {
        RedisReply(node: tape[child], index: child, tape: tape, arena: arena)
    }

    var firstChild: Int { index + 1 }

    func nodeBehind(_ child: Int) -> Int {
        tape[child].kind == .array ? tape[child].value : child + 1
    }

    func mismatch(_ expected: String) -> RedisError {
        RedisError(.unexpectedReply, "Expected \(expected) in a Redis reply, got \(node.kind.name).")
    }

    private func text(expecting expected: String) throws(RedisError) -> Range<Int> {
        switch node.kind {
        case .string, .status: return node.value..<(node.value + Int(node.length))
        case .error: throw RedisError(reply: errorText ?? "", address: "an element of a reply")
        case .null, .integer, .array: throw mismatch(expected)
        }
    }
}

extension Int {
    /// Reads decimal digits with an optional minus sign; nil for anything else, overflow included.
    fileprivate init?(decimal bytes: UnsafeRawBufferPointer, at range: Range<Int>) {
        let isNegative = !range.isEmpty && bytes[range.lowerBound] == UInt8(ascii: "-")
        let digits = isNegative ? range.dropFirst() : range
        guard !digits.isEmpty else { return nil }
        var number = 0
        for index in digits {
            guard case let digit = Int(bytes[index]) - 0x30, (0...9).contains(digit) else { return nil }
            let (scaled, overflow) = number.multipliedReportingOverflow(by: 10)
            // Summed downwards, as the least integer has no positive counterpart.
            let (sum, overflow2) = scaled.subtractingReportingOverflow(digit)
            if overflow || overflow2 { return nil }
            number = sum
        }
        if !isNegative {
            guard number != .min else { return nil }
            number = -number
        }
        self = number
    }
}
