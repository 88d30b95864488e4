import NIOCore

/// One or more commands on their way from a caller to the event loop, already encoded.
struct ClientRequest: Sendable {
    let id: UInt64
    let deadline: NIODeadline
    let replyCount: Int
    let bytes: WireBytes
    let promise: ReplyPromise
}

/// Encoded commands.
enum WireBytes: Sendable {
    /// One command whose array header is still to be written.
    case command(RedisCommand)
    /// Whole commands, one after the other.
    case batch(ByteBuffer)

    var count: Int {
        switch self {
        case .command(let command): command.body.readableBytes
        case .batch(let bytes): bytes.readableBytes
        }
    }

    func write(into buffer: inout ByteBuffer) {
        switch self {
        case .command(let command): command.write(into: &buffer)
        case .batch(let bytes): buffer.writeImmutableBuffer(bytes)
        }
    }
}
