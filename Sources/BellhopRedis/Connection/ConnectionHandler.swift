import NIOCore
import NIOPosix
import NIOSSL

/// One connection's end of its channel: handshake, replies, end.
///
/// It lives once and is never revived.
///
/// In the order in which things happen:
/// 1. Writes the handshake as soon as it takes over a connected channel.
/// 2. Reports `ready`, or closes the channel with the reason.
/// 3. Parses what arrives and reports each reply.
/// 4. Reports its end exactly once, whatever ended it.
///
/// Confined to the channel's event loop.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let address: String
    private let owner: ConnectionKeeper
    private var handshake: Handshake
    private var reader: ReplyReader
    private var context: ChannelHandlerContext?
    private var isReady = false
    private var isFinished = false
    /// Succeeds when the channel that `close` has closed is gone; nil if there was none.
    private(set) var closed: EventLoopFuture<Void>?

    init(configuration: RedisConfiguration, owner: ConnectionKeeper) {
        address = configuration.address.description
        handshake = Handshake(configuration)
        reader = ReplyReader(maximumReplyBytes: configuration.maximumReplyBytes)
        self.owner = owner
    }

    /// Tells whether the socket takes bytes; if not, more of them would only pile up in memory.
    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Writes bytes and flushes them.
    func write(_ bytes: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    /// Writes bytes that go out with the next flushed ones.
    func writeWithoutFlush(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// Flushes what was written before.
    func flush() {
        context?.flush()
    }

    /// Reports the end for a reason, then closes the channel: with TLS, a peer that hangs may delay that by seconds.
    func close(_ reason: RedisError, isPermanent: Bool = false) {
        guard !isFinished else { return }
        closed = context?.channel.closeFuture
        finish(reason, isPermanent: isPermanent)
        context?.close(promise: nil)
    }

    /// Takes over a channel that has just connected.
    ///
    /// One that comes too late is closed.
    func start(on channel: any Channel, tls: NIOSSLClientHandler?) {
        guard !isFinished else { return channel.close(promise: nil) }
        do {
            if let tls { try channel.pipeline.syncOperations.addHandler(tls) }
            try channel.pipeline.syncOperations.addHandler(self)
        } catch {
            channel.close(promise: nil)
            connectFailed(error)
        }
    }

    /// Ends an attempt that never got a channel.
    func connectFailed(_ error: any Error) {
        finish(Self.translate(error, address: address), isPermanent: error is TLSFiles.Unusable)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        var bytes = context.channel.allocator.buffer(capacity: 256)
        for command in handshake.commands { command.write(into: &bytes) }
        write(bytes)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinished else { return }
        do throws(RedisError) {
            try reader.feed(unwrapInboundIn(data)) { receive($0) }
        } catch {
            close(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isReady, !isFinished { owner.handlerFinishedReading() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if isReady, !isFinished, isWritable { owner.handlerIsWritable() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(Self.translate(error, address: address))
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(RedisError(.connectionClosed, "Redis at \(address) closed the connection."))
    }

    private func receive(_ reply: RedisReply) {
        guard !isFinished else { return }
        guard !isReady else {
            owner.handlerReceived(reply)
            return
        }
        switch handshake.replyArrived(reply) {
        case .wait: break
        case .ready:
            isReady = true
            owner.handlerIsReady(self)
        case .retry(let error): close(error)
        case .refuse(let error): close(error, isPermanent: true)
        }
    }

    private func finish(_ error: RedisError, isPermanent: Bool = false) {
        guard !isFinished else { return }
        isFinished = true
        owner.handlerEnded(self, error, wasReady: isReady, isPermanent: isPermanent)
    }

    private static func translate(_ error: any Error, address: String) -> RedisError {
        switch error {
        case let error as RedisError:
            error
        case let error as TLSFiles.Unusable:
            RedisError(.tls, "The TLS \(error.part) for Redis at \(address) cannot be used.", cause: error.cause)
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            RedisError(
                .tls, "TLS with Redis at \(address) failed: check the certificates and the server's name.", cause: error
            )
        case ChannelError.connectTimeout:
            RedisError(.timedOut, "Redis at \(address) did not take the connection in time.")
        default:
            RedisError(.connectionFailed, "Redis at \(address) cannot be reached: is it running there?", cause: error)
        }
    }
}
