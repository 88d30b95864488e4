package import Logging
package import NIOCore
import NIOPosix
import Synchronization

/// One pipelined connection to a Redis server, shared by all its callers.
///
/// - It connects on first use, and again after a loss, with a backoff, for as long as a command waits.
/// - Commands that could not be written yet wait for the connection until their own deadline.
/// - A command that was written, and whose reply was lost, is not sent again: its error says
///   ``RedisError/outcomeIsUnknown``.
/// - Cancelling the calling task resumes it at once with ``RedisError/Code/cancelled``; the command may have run.
/// - A deadline that passes without a reply closes the connection, as its replies can no longer be trusted to come;
///   what else was in flight fails with ``RedisError/Code/connectionClosed``.
///
/// ```swift
/// let client = RedisClient(configuration: try RedisConfiguration(url: url), logger: logger)
/// let reply = try await client.send(RedisCommand("GET", "key"))
/// await client.close()
/// ```
package final class RedisClient: Sendable {
    /// How the client reaches its server.
    package let configuration: RedisConfiguration
    private let loop: any EventLoop
    private let inbox = ClientInbox()
    private let connections = ConnectionEpoch()
    private let core: NIOLoopBoundBox<ClientCore>
    private let nextID = Atomic<UInt64>(0)
    /// Longer ones would overflow the event loop's clock.
    private static let longestTimeout = Duration.seconds(365 * 86_400)
    /// Made once, so that waking the loop up allocates no closure.
    private let drain: @Sendable () -> Void

    /// Makes a client.
    ///
    /// It does not connect yet.
    package init(
        configuration: RedisConfiguration,
        logger: Logger,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.configuration = configuration
        let loop = group.next()
        self.loop = loop
        let core = NIOLoopBoundBox.makeBoxSendingValue(
            Self.makeCore(configuration, logger, loop, inbox, connections), eventLoop: loop)
        self.core = core
        drain = { core.value.drainInbox() }
    }

    deinit {
        loop.execute { [core] in _ = core.value.close() }
    }

    /// The number of connections made so far.
    ///
    /// If it is the same before a command is sent and after a later command's reply, both replies came over the same
    /// connection.
    package var epoch: Int { connections.current }

    /// Sends a command and waits for its reply.
    ///
    /// - Parameters:
    ///   - command: the command. It must not block the connection (`BLPOP`, `SUBSCRIBE`, `MULTI` and their like).
    ///   - timeout: how long to wait, for a connection included; by default the configuration's `commandTimeout`.
    /// - Returns: the reply; never an error reply.
    /// - Throws: an error reply as its own code; `connectionFailed`, `connectionClosed`, `timedOut`, `cancelled`,
    ///   `closed`.
    package func send(_ command: RedisCommand, timeout: Duration? = nil) async throws(RedisError) -> RedisReply {
        let (id, deadline) = ticket(timeout)
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                submit(
                    ClientRequest(
                        id: id, deadline: deadline, replyCount: 1, bytes: .command(command),
                        promise: .single(continuation))
                )
            }
        } onCancel: {
            cancel(id)
        }
        return try checked(result.get()).get()
    }

    /// Sends commands next to each other, with one write, and waits for all their replies.
    ///
    /// Commands of other callers never come in between, but the server may run other clients' ones there.
    ///
    /// - Returns: a reply or an error for each command, in their order. When the connection ends midway, the replies
    ///   that did arrive are kept, and the error stands for each of the others.
    /// - Throws: as ``send(_:timeout:)``, when no reply arrived at all, or when the task was cancelled.
    package func pipeline(
        _ commands: [RedisCommand],
        timeout: Duration? = nil
    ) async throws(RedisError) -> [Result<RedisReply, RedisError>] {
        guard !commands.isEmpty else { return [] }
        var bytes = ByteBufferAllocator().buffer(capacity: commands.reduce(0) { $0 + $1.body.readableBytes + 16 })
        for command in commands { command.write(into: &bytes) }
        let (id, deadline) = ticket(timeout)
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                submit(
                    ClientRequest(
                        id: id,
                        deadline: deadline,
                        replyCount: commands.count,
                        bytes: .batch(bytes),
                        promise: .batch(continuation)
                    ))
            }
        } onCancel: {
            cancel(id)
        }
        return try result.get().map { $0.flatMap(checked) }
    }

    /// Fails all commands, those to come included, with ``RedisError/Code/closed``, and waits until the connection is
    /// closed.
    ///
    /// Calling it again does no harm.
    package func close() async {
        let closed = loop.flatSubmit { [core] in core.value.close() }
        // It fails only if the event loop is gone, and the connection with it.
        try? await closed.get()
    }

    private func ticket(_ timeout: Duration?) -> (id: UInt64, deadline: NIODeadline) {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        return (id, .now() + TimeAmount(min(timeout ?? configuration.commandTimeout, Self.longestTimeout)))
    }

    private func submit(_ request: ClientRequest) {
        if Task.isCancelled {
            let message = "The task was cancelled before its command to Redis at \(configuration.address) was written."
            return request.promise.fail(RedisError(.cancelled, message))
        }
        switch inbox.add(request) {
        case .added: break
        case .addedFirst: loop.execute(drain)
        case .closed:
            request.promise.fail(RedisError(.closed, "The client for Redis at \(configuration.address) was closed."))
        }
        // A cancellation since the question above found nothing to cancel.
        if Task.isCancelled { cancel(request.id) }
    }

    private func cancel(_ id: UInt64) {
        if case .addedFirst = inbox.cancel(id) { loop.execute(drain) }
    }

    private func checked(_ reply: RedisReply) -> Result<RedisReply, RedisError> {
        guard let text = reply.errorText else { return .success(reply) }
        return .failure(RedisError(reply: text, address: configuration.address.description))
    }

    private static func makeCore(
        _ configuration: RedisConfiguration,
        _ logger: Logger,
        _ loop: any EventLoop,
        _ inbox: ClientInbox,
        _ epoch: ConnectionEpoch
    ) -> sending ClientCore {
        let keeper = ConnectionKeeper(configuration: configuration, logger: logger, loop: loop, epoch: epoch)
        return ClientCore(configuration: configuration, loop: loop, inbox: inbox, keeper: keeper)
    }
}
