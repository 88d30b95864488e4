import NIOCore
import Synchronization

/// Joins a client's connection to one of its own to Redis.
final class FaultLink: Sendable {
    /// Lists what a connection can suffer.
    enum Harm: Sendable {
        case cut
        case silence(TimeAmount)
        case delay(TimeAmount)
    }

    private enum Mode {
        case passing
        case losing(Fault)
        case silent
        case late(TimeAmount)
    }

    private let client: any Channel
    private let server: any Channel
    private let proxy: FaultProxy
    private let mode = Mutex(Mode.passing)

    init(client: any Channel, server: any Channel, proxy: FaultProxy) {
        self.client = client
        self.server = server
        self.proxy = proxy
    }

    /// Begins to pass on in both directions.
    func start() -> EventLoopFuture<Void> {
        let link = self
        return client.pipeline.addHandler(
            FaultRelay {
                link.fromClient($0)
            } onEnd: {
                link.close()
            }
        )
        .and(
            server.pipeline.addHandler(
                FaultRelay {
                    link.fromServer($0)
                } onEnd: {
                    link.close()
                })
        )
        .flatMap { _ in
            link.client.setOption(ChannelOptions.autoRead, value: true)
                .and(link.server.setOption(ChannelOptions.autoRead, value: true)).map { _ in }
        }
    }

    /// Harms the connection from now on.
    func suffer(_ harm: Harm) {
        switch harm {
        case .cut: close()
        case .silence(let span):
            mode.withLock { $0 = .silent }
            client.eventLoop.scheduleTask(in: span) { self.close() }
        case .delay(let span): mode.withLock { if case .passing = $0 { $0 = .late(span) } }
        }
    }

    private func close() {
        client.close(promise: nil)
        server.close(promise: nil)
        proxy.forget(self)
    }

    private func fromClient(_ bytes: ByteBuffer) {
        let current = mode.withLock { mode -> Mode in
            if case .passing = mode, let fault = proxy.strikes(bytes) { mode = .losing(fault) }
            return mode
        }
        pass(bytes, to: server, current)
    }

    private func fromServer(_ bytes: ByteBuffer) {
        let current = mode.withLock { $0 }
        if case .losing(let fault) = current {
            proxy.noteLost(fault)
            return close()
        }
        pass(bytes, to: client, current)
    }

    private func pass(_ bytes: ByteBuffer, to channel: any Channel, _ mode: Mode) {
        switch mode {
        case .passing, .losing: channel.writeAndFlush(bytes, promise: nil)
        case .silent: break
        case .late(let span):
            channel.eventLoop.scheduleTask(in: span) { channel.writeAndFlush(bytes, promise: nil) }
        }
    }
}

/// Hands what a connection reads to its link.
final class FaultRelay: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let onBytes: @Sendable (ByteBuffer) -> Void
    private let onEnd: @Sendable () -> Void

    init(_ onBytes: @escaping @Sendable (ByteBuffer) -> Void, onEnd: @escaping @Sendable () -> Void) {
        self.onBytes = onBytes
        self.onEnd = onEnd
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { onBytes(unwrapInboundIn(data)) }
    func channelInactive(context: ChannelHandlerContext) { onEnd() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { onEnd() }
}
