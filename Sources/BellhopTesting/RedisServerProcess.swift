import Subprocess

#if canImport(SystemPackage)
    import SystemPackage
#else
    import System
#endif

/// One run of `redis-server`, from its start to its end.
struct RedisServerProcess {
    let folder: String
    let socketPath: String
    let arguments: [String]
    let environment: [String: String]

    /// Debian's setpriv asks the kernel to kill the server when the test's process ends, however it ends.
    private static let setpriv = "/usr/bin/setpriv"
    /// How many of the last log lines an error shows.
    private static let linesShown = 10

    /// Runs the server until it ends.
    ///
    /// - Parameter onReady: called once the server's log says that it accepts connections, with a function that signals it.
    /// - Throws: ``RedisServerError`` if it is not installed, or ended before it was ready.
    func run(onReady: (@escaping @Sendable (Signal) throws -> Void) -> Void) async throws {
        guard let server = RedisServerExecutables.find("redis-server") else {
            throw RedisServerError("redis-server is not on the PATH: install it with apt-get install redis-server")
        }
        var command = [server] + defaults + arguments
        if RedisServerExecutables.isExecutable(Self.setpriv) {
            command = [Self.setpriv, "--pdeathsig", "KILL"] + command
        }
        var isReady = false
        var log: [String] = []
        _ = try await Subprocess.run(
            .path(FilePath(command[0])),
            arguments: Arguments(Array(command.dropFirst())),
            environment: surroundings,
            input: .none,
            output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            for try await line in execution.standardOutput.strings() {
                log = log.suffix(Self.linesShown - 1) + [line]
                // "Ready to accept connections", or "The server is now ready to accept connections at" a socket.
                if !isReady, line.contains("eady to accept connections") {
                    isReady = true
                    onReady { try execution.send(signal: $0) }
                }
            }
        }
        guard isReady else {
            throw RedisServerError("redis-server ended before it was ready:\n" + log.joined(separator: "\n"))
        }
    }

    private var surroundings: Environment {
        var updates: [Environment.Key: String?] = [:]
        for (name, value) in environment { updates[Environment.Key(stringLiteral: name)] = value }
        return .inherit.updating(updates)
    }

    private var defaults: [String] {
        [
            "--port", "0",
            "--unixsocket", socketPath,
            "--dir", folder,
            "--save", "",
            "--appendonly", "no",
            "--daemonize", "no",
        ]
    }
}
