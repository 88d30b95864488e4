package import Logging
package import NIOCore
import NIOPosix
import Synchronization

/// Listens to Redis channels, over one connection of its own for all subscriptions.
///
/// It connects with the first subscription, and subscribes to everything again after a loss. A PING every
/// ``RedisConfiguration/keepAliveInterval`` notices a connection that is dead and does not say so.
///
/// ```swift
/// for try await event in subscriber.subscribe(to: ["wake"]) {
///     if case .message(_, let payload) = event { handle(payload) } else { try await readState() }
/// }
/// ```
package final class RedisSubscriber: Sendable {
    private let loop: any EventLoop
    private let connections = ConnectionEpoch()
    private let core: NIOLoopBoundBox<SubscriberCore>
    private let nextID = Atomic<UInt64>(0)

    /// Makes a subscriber.
    ///
    /// It does not connect yet.
    package init(
        configuration: RedisConfiguration,
        logger: Logger,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        let loop = group.next()
        self.loop = loop
        core = NIOLoopBoundBox.makeBoxSendingValue(
            Self.makeCore(configuration, logger, loop, connections), eventLoop: loop)
    }

    deinit {
        loop.execute { [core] in _ = core.value.close() }
    }

    /// The number of connections made so far.
    package var epoch: Int { connections.current }

    /// Subscribes to channels, until the consuming task is cancelled, the sequence is let go of, or the subscriber closed.
    ///
    /// - Parameters:
    ///   - channels: the channels' exact names, at least one.
    ///   - bufferLimit: how many events a slow consumer may leave unread before the oldest are dropped, and
    ///     ``RedisSubscription/Event/missed`` tells so.
    /// - Returns: the events, for one consumer. It throws when the server refuses the user (``RedisError/Code/authenticationFailed``)
    ///   or a channel (``RedisError/Code/noPermission``); an outage does not end it.
    package func subscribe(to channels: [String], bufferLimit: Int = 1024) -> RedisSubscription {
        precondition(!channels.isEmpty, "A subscription needs at least one channel")
        precondition(bufferLimit > 0, "A subscription's buffer holds at least one event")
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        let buffer = SubscriptionBuffer(limit: bufferLimit)
        let names = Array(Set(channels))
        loop.execute { [core] in core.value.add(id, channels: names, buffer: buffer) }
        // Holds the subscriber itself: it stays open as long as somebody listens.
        return RedisSubscription(buffer: buffer) { [self] in remove(id) }
    }

    /// Ends all subscriptions, those to come included, and waits until the connection is closed.
    package func close() async {
        let closed = loop.flatSubmit { [core] in core.value.close() }
        // It fails only if the event loop is gone, and the connection with it.
        try? await closed.get()
    }

    private func remove(_ id: SubscriptionTable.ID) {
        loop.execute { [core] in core.value.remove(id) }
    }

    private static func makeCore(
        _ configuration: RedisConfiguration,
        _ logger: Logger,
        _ loop: any EventLoop,
        _ epoch: ConnectionEpoch
    ) -> sending SubscriberCore {
        let keeper = ConnectionKeeper(configuration: configuration, logger: logger, loop: loop, epoch: epoch)
        return SubscriberCore(configuration: configuration, loop: loop, keeper: keeper)
    }
}
