import Subprocess
import Synchronization

/// A private `redis-server` process for one test: on a Unix socket, in a folder of its own, gone afterwards.
///
/// It listens on no TCP port and keeps nothing on disk, unless its arguments say otherwise. It never touches another
/// server: only the process that it started is ever signalled. On Linux the process also ends when the test's process
/// is killed.
///
/// ```swift
/// try await RedisServer.withServer { server in
///     let client = try await BellhopClient(url: server.url)
/// }
/// ```
public final class RedisServer: Sendable {
    /// The folder that holds the socket and the server's files; removed at the end.
    public let folder: String
    /// The path of the Unix socket: short enough for every system's limit.
    public let socketPath: String
    /// The server's URL, `unix:///…/redis.sock`.
    public var url: String { "unix://\(socketPath)" }

    private let arguments: [String]
    private let environment: [String: String]
    private let state = Mutex(State())
    private let starts: AsyncStream<CheckedContinuation<Void, any Error>>
    private let startRequests: AsyncStream<CheckedContinuation<Void, any Error>>.Continuation

    private init(folder: String, arguments: [String], environment: [String: String]) {
        self.folder = folder
        self.arguments = arguments
        self.environment = environment
        socketPath = "\(folder)/redis.sock"
        (starts, startRequests) = AsyncStream.makeStream()
    }

    /// Starts a server, runs a closure with it, then ends the server and removes its folder, whatever the closure did.
    ///
    /// - Parameters:
    ///   - arguments: further arguments of `redis-server`, such as `["--maxmemory", "4mb"]`; they win over the defaults.
    ///   - environment: variables that the server's process gets beside the test's own.
    ///   - body: what to do while the server runs. Cancelling the calling task ends the server too.
    /// - Returns: what the closure returned.
    /// - Throws: ``RedisServerError`` if the server is not installed or did not start; what the closure threw.
    public static func withServer<Result>(
        arguments: [String] = [],
        environment: [String: String] = [:],
        _ body: (RedisServer) async throws -> Result
    ) async throws -> Result {
        let folder = try RedisServerFolder.make()
        defer { RedisServerFolder.remove(folder) }
        let server = RedisServer(folder: folder, arguments: arguments, environment: environment)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await server.supervise() }
            do {
                try await server.start()
                let result = try await body(server)
                await server.end()
                return result
            } catch {
                await server.end()
                throw error
            }
        }
    }

    /// Starts the server again after ``stop()`` or ``kill()``, and returns once it has loaded its data and is ready.
    ///
    /// - Throws: ``RedisServerError`` if it runs already, or ends before it is ready; the message has its last log lines.
    public func start() async throws {
        guard state.withLock({ $0.signal == nil }) else {
            throw RedisServerError("The test's Redis server runs already.")
        }
        try await withCheckedThrowingContinuation { continuation in
            if case .terminated = startRequests.yield(continuation) {
                continuation.resume(throwing: RedisServerError("The test's Redis server has been ended for good."))
            }
        }
    }

    /// Ends the server in good order (SIGTERM), and returns once its process is gone.
    ///
    /// - Throws: ``RedisServerError`` if it does not run.
    public func stop() async throws {
        try await end(by: .terminate)
    }

    /// Ends the server at once (SIGKILL), as a crash does, and returns once its process is gone.
    ///
    /// - Throws: ``RedisServerError`` if it does not run.
    public func kill() async throws {
        try await end(by: .kill)
    }

    /// Ends the server in good order and starts it again, on the same socket and files.
    ///
    /// - Throws: as ``stop()`` and ``start()``.
    public func restart() async throws {
        try await stop()
        try await start()
    }

    /// Freezes the server (SIGSTOP): connections stay open, and nothing answers.
    ///
    /// - Throws: ``RedisServerError`` if it does not run.
    public func pause() throws {
        try signal(.suspend)
    }

    /// Lets a frozen server go on (SIGCONT).
    ///
    /// - Throws: ``RedisServerError`` if it does not run.
    public func resume() throws {
        try signal(.resume)
    }

    // MARK: The process

    private struct State {
        /// Signals the process; nil while none runs.
        var signal: (@Sendable (Signal) throws -> Void)?
        var exitWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Runs one process after the other, each as a start is asked for.
    private func supervise() async {
        for await request in starts {
            var request = Optional(request)
            do {
                try await RedisServerProcess(
                    folder: folder, socketPath: socketPath, arguments: arguments, environment: environment
                )
                .run { signal in
                    state.withLock { $0.signal = signal }
                    request.take()?.resume()
                }
            } catch {
                request.take()?.resume(throwing: error)
            }
            let waiters = state.withLock { state in
                defer { state = State() }
                return state.exitWaiters
            }
            for waiter in waiters { waiter.resume() }
        }
    }

    private func end(by signal: Signal) async throws {
        try self.signal(signal)
        // A frozen process sees no SIGTERM before it goes on.
        if signal == .terminate { try? self.signal(.resume) }
        await withCheckedContinuation { continuation in
            let isGone = state.withLock { state in
                if state.signal != nil { state.exitWaiters.append(continuation) }
                return state.signal == nil
            }
            if isGone { continuation.resume() }
        }
    }

    private func signal(_ signal: Signal) throws {
        guard let send = state.withLock(\.signal) else {
            throw RedisServerError("The test's Redis server does not run.")
        }
        do {
            try send(signal)
        } catch {
            throw RedisServerError("The test's Redis server took no signal: \(error)")
        }
    }

    /// Ends the server for good; its process may be gone already.
    private func end() async {
        startRequests.finish()
        try? await end(by: .kill)
    }
}
