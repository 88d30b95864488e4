package import NIOCore

/// Reads the elements of an array reply in order.
///
/// ```swift
/// var cursor = reply.cursor()
/// while !cursor.isAtEnd {
///     jobs.append(Job(id: try cursor.nextBytes(), fence: try cursor.nextInteger()))
/// }
/// ```
///
/// Each `next…` throws ``RedisError/Code/unexpectedReply`` at the end, and for an element of another shape,
/// which it steps over.
package struct RedisReplyCursor: Sendable {
    private let array: RedisReply
    private var child: Int
    /// How many elements are left.
    package private(set) var remaining: Int

    init(array: RedisReply) {
        self.array = array
        child = array.firstChild
        remaining = array.count
    }

    /// Tells whether all elements have been read.
    package var isAtEnd: Bool { remaining == 0 }

    /// Steps to the next element, nested arrays included; nil at the end.
    package mutating func next() -> RedisReply? {
        guard remaining > 0 else { return nil }
        defer {
            child = array.nodeBehind(child)
            remaining -= 1
        }
        return array.element(at: child)
    }

    /// Reads an integer, or a string of decimal digits.
    package mutating func nextInteger() throws(RedisError) -> Int {
        try nextElement().integer()
    }

    /// Reads a text.
    package mutating func nextString() throws(RedisError) -> String {
        try nextElement().string()
    }

    /// Reads the bytes of a text.
    package mutating func nextBytes() throws(RedisError) -> [UInt8] {
        try nextElement().bytes()
    }

    /// Reads the bytes of a text as a slice of the reply's memory, without a copy.
    package mutating func nextBuffer() throws(RedisError) -> ByteBuffer {
        try nextElement().buffer()
    }

    /// Reads an integer, or nil for a null.
    package mutating func nextOptionalInteger() throws(RedisError) -> Int? {
        let element = try nextElement()
        return element.isNull ? nil : try element.integer()
    }

    /// Reads a text, or nil for a null.
    package mutating func nextOptionalString() throws(RedisError) -> String? {
        try nextElement().optionalString()
    }

    /// Reads the bytes of a text as a slice of the reply's memory, or nil for a null.
    package mutating func nextOptionalBuffer() throws(RedisError) -> ByteBuffer? {
        let element = try nextElement()
        return element.isNull ? nil : try element.buffer()
    }

    private mutating func nextElement() throws(RedisError) -> RedisReply {
        guard let element = next() else {
            if array.node.kind != .array { throw array.mismatch("an array") }
            throw RedisError(.unexpectedReply, "Expected another element in a Redis reply of \(array.count) elements.")
        }
        return element
    }
}
