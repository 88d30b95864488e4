import NIOCore

/// The part of a subscriber that lives on its event loop.
///
/// In the order in which things happen:
/// 1. The first subscription asks for a connection.
/// 2. A ready connection subscribes to all channels, and starts the keep-alive.
/// 3. Messages go to the buffers of their listeners.
/// 4. A PING that is not answered until the next one is due ends the connection: it is half-open.
final class SubscriberCore: ConnectionDelegate {
    private let configuration: RedisConfiguration
    private let loop: any EventLoop
    private let keeper: ConnectionKeeper
    private var table = SubscriptionTable()
    private var buffers: [SubscriptionTable.ID: SubscriptionBuffer] = [:]
    private var keepAlive: Scheduled<Void>?
    private var isClosed = false

    init(configuration: RedisConfiguration, loop: any EventLoop, keeper: ConnectionKeeper) {
        self.configuration = configuration
        self.loop = loop
        self.keeper = keeper
        keeper.delegate = self
    }

    func add(_ id: SubscriptionTable.ID, channels: [String], buffer: SubscriptionBuffer) {
        guard !isClosed else { return buffer.finish(.success(nil)) }
        buffers[id] = buffer
        perform(table.add(id, channels: channels))
        keeper.connectIfNeeded()
    }

    func remove(_ id: SubscriptionTable.ID) {
        buffers[id] = nil
        perform(table.remove(id))
    }

    func close() -> EventLoopFuture<Void> {
        isClosed = true
        keepAlive?.cancel()
        for buffer in buffers.values { buffer.finish(.success(nil)) }
        buffers = [:]
        return keeper.close(
            RedisError(.closed, "The subscriber for Redis at \(configuration.address) was closed."))
    }

    // MARK: ConnectionDelegate

    var wantsConnection: Bool { !table.isEmpty }

    func connectionIsReady() {
        perform(table.connected())
        startKeepAlive()
    }

    func connectionReceived(_ reply: RedisReply) {
        switch SubscriberReply(reply) {
        case .message(let channel, let payload):
            for id in table.listeners(of: channel) {
                buffers[id]?.add(.message(channel: channel, payload: payload))
            }
        case .answer:
            perform(table.answerArrived(isError: false))
        case .error(let text):
            let error = RedisError(reply: text, address: configuration.address.description)
            perform(table.answerArrived(isError: true), error: error)
        }
    }

    func connectionFinishedReading() {}

    func connectionIsWritable() {}

    func connectionWasLost(_ error: RedisError) {
        keepAlive?.cancel()
        table.disconnected()
    }

    func connectionWasRefused(_ error: RedisError) {
        for (id, buffer) in buffers {
            buffer.finish(.failure(error))
            perform(table.remove(id))
        }
        buffers = [:]
    }

    // MARK: Doing

    private func perform(_ actions: [SubscriptionTable.Action], error: RedisError? = nil) {
        var output = ByteBuffer()
        for action in actions {
            switch action {
            case .send(.subscribe(let channel)):
                RedisCommand("SUBSCRIBE", channel).write(into: &output)
            case .send(.unsubscribe(let channel)):
                RedisCommand("UNSUBSCRIBE", channel).write(into: &output)
            case .send(.ping):
                RedisCommand("PING").write(into: &output)
            case .announce(let id):
                buffers[id]?.add(.subscribed)
            case .fail(let ids):
                for id in ids {
                    if let error { buffers[id]?.finish(.failure(error)) }
                    buffers[id] = nil
                }
            case .refuse:
                keeper.ready?.close(
                    RedisError(
                        .protocolViolation, "Redis at \(configuration.address) sent a reply that nobody asked for."))
                return
            }
        }
        if output.readableBytes > 0 { keeper.ready?.write(output) }
    }

    private func startKeepAlive() {
        keepAlive?.cancel()
        let interval = TimeAmount(configuration.keepAliveInterval)
        keepAlive = loop.assumeIsolated().scheduleTask(in: interval) { [self] in
            guard !table.awaitsPong else {
                let address = configuration.address
                keeper.ready?.close(RedisError(.timedOut, "Redis at \(address) did not answer a PING in time."))
                return
            }
            perform([table.ping()])
            startKeepAlive()
        }
    }
}
