import NIOCore

/// The part of a client that lives on its event loop.
///
/// In the order in which things happen:
/// 1. `drainInbox` takes what callers have sent since the last turn, and asks for a connection.
/// 2. Waiting requests are written together: one write and one flush per turn.
/// 3. Replies are matched by `CommandPipeline`, and callers resumed.
/// 4. One timer, at the earliest deadline, gives up what is too late.
///
/// All decisions on requests are the pipeline's, all on connections the keeper's.
final class ClientCore: ConnectionDelegate {
    private let configuration: RedisConfiguration
    private let loop: any EventLoop
    private let inbox: ClientInbox
    private let keeper: ConnectionKeeper
    private var pipeline = CommandPipeline<WireBytes, RedisReply, ReplyPromise>()
    private var incoming: [ClientRequest] = []
    /// Written from the start each turn; its memory is free again once the socket took the bytes.
    private var output = ByteBuffer()
    private var timer: (deadline: NIODeadline, callback: Scheduled<Void>)?

    /// A request of more bytes is handed to the socket as it is rather than copied behind others.
    private static let mostBytesCopied = 64 * 1024
    /// The output keeps its memory up to this size between turns.
    private static let mostOutputKept = 1024 * 1024

    init(configuration: RedisConfiguration, loop: any EventLoop, inbox: ClientInbox, keeper: ConnectionKeeper) {
        self.configuration = configuration
        self.loop = loop
        self.inbox = inbox
        self.keeper = keeper
        keeper.delegate = self
    }

    /// Takes over what callers have sent, and writes it if there is a connection.
    func drainInbox() {
        let cancelled = inbox.take(into: &incoming)
        var earliest: NIODeadline?
        for request in incoming {
            pipeline.enqueue(
                id: request.id,
                deadline: request.deadline,
                replyCount: request.replyCount,
                request: request.bytes,
                context: request.promise
            )
            earliest = min(earliest ?? request.deadline, request.deadline)
        }
        incoming.removeAll(keepingCapacity: true)
        if !cancelled.isEmpty { giveUp(pipeline.cancel(cancelled), cancellation) }
        if let earliest { startTimer(earliest) }
        flush()
    }

    /// Fails everything with `closed`.
    ///
    /// The future succeeds once the connection is closed.
    func close() -> EventLoopFuture<Void> {
        inbox.close()
        drainInbox()
        let reason = RedisError(.closed, "The client for Redis at \(configuration.address) was closed.")
        giveUp(pipeline.connectionClosed(), { _ in reason })
        giveUp(pipeline.giveUpWaiting(), { _ in reason })
        timer?.callback.cancel()
        timer = nil
        return keeper.close(reason)
    }

    // MARK: ConnectionDelegate

    var wantsConnection: Bool { pipeline.waitingCount > 0 || pipeline.inFlightCount > 0 }

    func connectionIsReady() { flush() }

    func connectionReceived(_ reply: RedisReply) {
        switch pipeline.replyArrived(reply) {
        case .resume(let promise, let earlier): promise.succeed(earlier: earlier, last: reply)
        case .wait, .discard: break
        case .refuse:
            keeper.ready?.close(
                RedisError(.protocolViolation, "Redis at \(configuration.address) sent a reply that nobody asked for."))
        }
        if reply.errorText?.hasPrefix("READONLY") == true { leaveReplica() }
    }

    /// Closes the connection to a server that takes no writes any more: after a failover the address may lead to the one
    /// that does.
    private func leaveReplica() {
        keeper.ready?.close(
            RedisError(.readOnly, "Redis at \(configuration.address) is a replica and takes no writes."))
    }

    func connectionFinishedReading() { drainInbox() }

    func connectionIsWritable() { flush() }

    func connectionWasLost(_ error: RedisError) {
        giveUp(pipeline.connectionClosed()) { [address = configuration.address] _ in
            RedisError(.connectionClosed, "The connection to Redis at \(address) ended before the reply.", cause: error)
        }
    }

    func connectionWasRefused(_ error: RedisError) {
        giveUp(pipeline.giveUpWaiting()) { _ in error }
    }

    // MARK: Writing

    private func flush() {
        guard pipeline.waitingCount > 0 else { return }
        guard let connection = keeper.ready else { return keeper.connectIfNeeded() }
        output.clear()
        while connection.isWritable, let request = pipeline.sendNext() {
            request.write(into: &output)
            if output.readableBytes > Self.mostBytesCopied {
                connection.writeWithoutFlush(output)
                output = ByteBuffer()
            }
        }
        if output.readableBytes > 0 { connection.write(output) } else { connection.flush() }
        if output.capacity > Self.mostOutputKept { output = ByteBuffer() }
    }

    // MARK: Giving up

    private func startTimer(_ deadline: NIODeadline) {
        if let timer {
            guard deadline < timer.deadline else { return }
            timer.callback.cancel()
        }
        let callback = loop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            timer = nil
            deadlinePassed()
        }
        timer = (deadline, callback)
    }

    private func deadlinePassed() {
        let (expired, mustClose) = pipeline.expire(now: .now())
        let isConnected = keeper.ready != nil
        giveUp(expired) { wasWritten in timeout(wasWritten: wasWritten, isConnected: isConnected) }
        if mustClose {
            keeper.ready?.close(
                RedisError(.timedOut, "Redis at \(configuration.address) left a command unanswered past its deadline."))
        }
        if let next = pipeline.earliestDeadline { startTimer(next) }
    }

    private func giveUp(
        _ callers: [CommandPipeline<WireBytes, RedisReply, ReplyPromise>.GivenUp],
        _ error: (_ wasWritten: Bool) -> RedisError
    ) {
        for caller in callers {
            let error = error(caller.wasWritten)
            caller.context.fail(
                caller.wasWritten ? error.withUnknownOutcome() : error,
                earlier: caller.earlier,
                replyCount: caller.replyCount
            )
        }
    }

    private func cancellation(wasWritten: Bool) -> RedisError {
        RedisError(.cancelled, "The task that sent the command to Redis at \(configuration.address) was cancelled.")
    }

    private func timeout(wasWritten: Bool, isConnected: Bool) -> RedisError {
        let address = configuration.address
        if wasWritten {
            return RedisError(.timedOut, "Redis at \(address) did not answer before the command's deadline.")
        }
        if isConnected {
            return RedisError(.timedOut, "Redis at \(address) took no more commands before the deadline.")
        }
        return RedisError(
            .connectionFailed,
            "No connection to Redis at \(address) before the command's deadline: check that it runs and the address.",
            cause: keeper.lastError
        )
    }
}
