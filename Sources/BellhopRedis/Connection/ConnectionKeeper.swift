import Logging
import NIOCore

/// Keeps at most one connection for its delegate: connects when asked, and again after a loss.
///
/// In the order in which things happen:
/// 1. `connectIfNeeded` starts an attempt; the connect timeout covers it up to the end of the handshake.
/// 2. A failed attempt is followed by another after a backoff, for as long as the delegate wants a connection.
/// 3. A ready connection gets the next epoch.
/// 4. An outage is logged once at its start, with its reason, and once at its end, with its length. The loss of
///    a connection that nobody was using is none.
///
/// Confined to one event loop. It and its delegate hold each other until it is closed.
final class ConnectionKeeper {
    private enum State {
        case idle
        case connecting(ConnectionHandler, timeout: Scheduled<Void>)
        case ready(ConnectionHandler)
        case backingOff(Scheduled<Void>)
        case closed(EventLoopFuture<Void>)
    }

    var delegate: (any ConnectionDelegate)?
    private let configuration: RedisConfiguration
    private let logger: Logger
    private let loop: any EventLoop
    private let epoch: ConnectionEpoch
    private var state = State.idle
    private var failures = 0
    private var outage = Outage()
    /// Why there is no connection; nil before the first attempt and while there is one.
    private(set) var lastError: RedisError?

    init(configuration: RedisConfiguration, logger: Logger, loop: any EventLoop, epoch: ConnectionEpoch) {
        self.configuration = configuration
        self.logger = logger
        self.loop = loop
        self.epoch = epoch
    }

    /// The connection to write to; nil while there is none.
    private(set) var ready: ConnectionHandler?

    /// Starts an attempt, unless there is a connection, or one under way or due.
    func connectIfNeeded() {
        guard case .idle = state else { return }
        connect()
    }

    /// Closes for good.
    ///
    /// The future succeeds once the channel is closed.
    func close(_ reason: RedisError) -> EventLoopFuture<Void> {
        var current: ConnectionHandler?
        switch state {
        case .closed(let future):
            return future
        case .idle:
            break
        case .backingOff(let wait):
            wait.cancel()
        case .connecting(let handler, let timeout):
            timeout.cancel()
            current = handler
        case .ready(let handler):
            current = handler
        }
        // The delegate has given up its callers: it need not hear of this end.
        delegate = nil
        ready = nil
        current?.close(reason)
        let future = current?.closed ?? loop.makeSucceededVoidFuture()
        state = .closed(future)
        return future
    }

    // MARK: What the handler reports

    func handlerIsReady(_ handler: ConnectionHandler) {
        guard case .connecting(let current, let timeout) = state, current === handler else { return }
        timeout.cancel()
        state = .ready(handler)
        ready = handler
        failures = 0
        lastError = nil
        epoch.advance()
        logger.debug("Connected to Redis", metadata: metadata)
        if let length = outage.ended(at: .now()) {
            logger.notice(
                "Redis is reachable again",
                metadata: metadata.merging(["redis.outage": "\(Duration(length))"]) { $1 })
        }
        delegate?.connectionIsReady()
    }

    func handlerReceived(_ reply: RedisReply) {
        delegate?.connectionReceived(reply)
    }

    func handlerFinishedReading() {
        delegate?.connectionFinishedReading()
    }

    func handlerIsWritable() {
        delegate?.connectionIsWritable()
    }

    func handlerEnded(_ handler: ConnectionHandler, _ error: RedisError, wasReady: Bool, isPermanent: Bool) {
        guard delegate != nil else { return }
        ready = nil
        switch state {
        case .connecting(_, let timeout):
            timeout.cancel()
        case .ready, .idle, .backingOff:
            break
        case .closed:
            return
        }
        failures += 1
        lastError = error
        let wasWanted = delegate?.wantsConnection ?? false
        noteFailure(error, isOutage: wasWanted || !wasReady)
        // Before the delegate speaks: it may ask for a connection at once.
        state = .idle
        if wasReady { delegate?.connectionWasLost(error) }
        if isPermanent { delegate?.connectionWasRefused(error) }
        if case .idle = state, delegate?.wantsConnection == true { backOff() }
    }

    // MARK: Attempts

    private func connect() {
        let handler = ConnectionHandler(configuration: configuration, owner: self)
        let limit = TimeAmount(configuration.connectTimeout)
        let timeout = loop.assumeIsolated().scheduleTask(in: limit) { [address = configuration.address] in
            handler.close(RedisError(.timedOut, "Redis at \(address) did not complete a connection in time."))
        }
        state = .connecting(handler, timeout: timeout)
        ConnectionAttempt(configuration: configuration, loop: loop).start { result in
            switch result {
            case .success((let channel, let tls)): handler.start(on: channel, tls: tls)
            case .failure(let error): handler.connectFailed(error)
            }
        }
    }

    private func backOff() {
        let delay = configuration.backoff.delay(afterFailures: failures, jitter: .random(in: 0..<1))
        let wait = loop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { [self] in
            state = .idle
            if delegate?.wantsConnection == true { connect() }
        }
        state = .backingOff(wait)
    }

    // MARK: Logs

    private func noteFailure(_ error: RedisError, isOutage: Bool) {
        let metadata = metadata.merging(["error": "\(error)"]) { $1 }
        if isOutage, outage.began(at: .now()) {
            logger.warning("Redis is out of reach", metadata: metadata)
        } else {
            logger.debug("No connection to Redis", metadata: metadata)
        }
    }

    private var metadata: Logger.Metadata {
        ["redis.address": "\(configuration)"]
    }
}
