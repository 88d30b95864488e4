import CHiredis
package import NIOCore

/// Turns bytes into replies with hiredis's reader.
///
/// The only owner of C memory in Bellhop: behind it, a newer hiredis or another parser changes one folder.
/// hiredis 0.14 takes arrays nested up to seven deep; a deeper one is a protocol violation.
package struct ReplyReader: ~Copyable {
    private let reader: UnsafeMutablePointer<redisReader>
    private let callbacks: UnsafeMutablePointer<chiredis_builder>
    private let builder: ReplyBuilder
    private let maximumReplyBytes: Int
    private var bytesOfReply = 0
    private var failure: RedisError?

    /// hiredis moves what is left over to the front after each reply: with more at a time, that is quadratic.
    private static let mostBytesFed = 16 * 1024

    /// Makes a reader that accepts replies up to a length in bytes.
    package init(maximumReplyBytes: Int) {
        let builder = ReplyBuilder()
        let callbacks = UnsafeMutablePointer<chiredis_builder>.allocate(capacity: 1)
        callbacks.initialize(to: builder.callbacks)
        guard let reader = chiredis_reader_create(callbacks) else {
            fatalError("Out of memory for a reader of Redis replies")
        }
        self.reader = reader
        self.callbacks = callbacks
        self.builder = builder
        self.maximumReplyBytes = maximumReplyBytes
    }

    deinit {
        redisReaderFree(reader)
        callbacks.deallocate()
    }

    /// Parses the next bytes of the stream, and hands over each reply that they complete.
    ///
    /// - Throws: ``RedisError/Code/protocolViolation`` or ``RedisError/Code/replyTooLarge``, now and ever after.
    ///   The replies before the fault have been handed over.
    package mutating func feed(_ bytes: ByteBuffer, deliver: (RedisReply) -> Void) throws(RedisError) {
        bytes.withUnsafeReadableBytes { feed($0, deliver: deliver) }
        if let failure { throw failure }
    }

    private mutating func feed(_ bytes: UnsafeRawBufferPointer, deliver: (RedisReply) -> Void) {
        var rest = bytes[...]
        while failure == nil, !rest.isEmpty {
            let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.mostBytesFed))
            rest = rest.dropFirst(Self.mostBytesFed)
            guard redisReaderFeed(reader, chunk.baseAddress, chunk.count) == REDIS_OK else {
                return fail()
            }
            bytesOfReply += chunk.count
            drain(deliver)
            if bytesOfReply > maximumReplyBytes, failure == nil {
                failure = RedisError(
                    .replyTooLarge,
                    "A reply is longer than \(maximumReplyBytes) bytes: read less at once, or raise maximumReplyBytes."
                )
            }
        }
    }

    private mutating func drain(_ deliver: (RedisReply) -> Void) {
        while true {
            var reply: UnsafeMutableRawPointer?
            guard redisReaderGetReply(reader, &reply) == REDIS_OK else { return fail() }
            guard reply != nil else { return }
            bytesOfReply = chiredis_reader_unparsed(reader)
            deliver(builder.take())
        }
    }

    private mutating func fail() {
        builder.reset()
        let reason = String(cString: chiredis_reader_error(reader))
        failure = RedisError(
            .protocolViolation,
            "The bytes received are not Redis replies (\(reason)): check that the address is that of a Redis server."
        )
    }
}

extension ReplyBuilder {
    /// The builder as C sees it.
    ///
    /// The pointer is not retained: the builder must outlive its use.
    fileprivate var callbacks: chiredis_builder {
        chiredis_builder(
            context: Unmanaged.passUnretained(self).toOpaque(),
            string: { ReplyBuilder.at($0)?.add(type: $1, text: UnsafeRawBufferPointer(start: $2, count: $3)) },
            array: { ReplyBuilder.at($0)?.addArray(count: $1) },
            integer: { ReplyBuilder.at($0)?.add(integer: Int($1)) },
            nil: { ReplyBuilder.at($0)?.addNull() }
        )
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> ReplyBuilder? {
        context.map { Unmanaged<ReplyBuilder>.fromOpaque($0).takeUnretainedValue() }
    }
}
