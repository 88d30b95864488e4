import BellhopCore
import BellhopTesting
import FoundationEssentials
import Subprocess
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
#if canImport(SystemPackage)
    import SystemPackage
#else
    import System
#endif

/// Runs the built `bellhop` against the suite's server, in a namespace of its own.
struct Tool: Sendable {
    /// Holds what one call of the command gave.
    struct Answer {
        let status: Int32
        let output: String
        let errors: String
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// Is the folder for the test's files; it goes with the server.
    let folder: String
    var environment: [String: String]
    /// Starts the command, where it is not to be started directly.
    var launcher: [String] = []

    /// Keeps the tests alive when a command ends before it has read its whole input.
    private static let ignoresBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    init(url: String = RedisServer.current.url) throws {
        Self.ignoresBrokenPipes
        let namespace = freshNamespace().rawValue
        folder = "\(RedisServer.current.folder)/\(namespace)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        environment = ["BELLHOP_REDIS_URL": url, "BELLHOP_NAMESPACE": namespace, "TMPDIR": folder]
        environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
    }

    /// Is the command that was built with the tests.
    static let path: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folder = tests.lastIndex(of: "/").map { String(tests[..<$0]) } ?? "."
        return "\(folder)/bellhop"
    }()

    /// Calls the command and gives what it answered.
    @discardableResult
    func callAsFunction(_ arguments: String..., input: [UInt8] = []) async throws -> Answer {
        try await call(arguments, input: input)
    }

    /// Gives the whole command line.
    func words(_ arguments: [String]) -> [String] { launcher + [Self.path] + arguments }

    /// Calls the command and gives what it answered.
    func call(_ arguments: [String], input: [UInt8] = []) async throws -> Answer {
        let ended = try await Subprocess.run(
            .path(FilePath(words(arguments)[0])), arguments: Arguments(Array(words(arguments).dropFirst())),
            environment: custom, input: .inputWriter,
            output: .string(limit: 64 << 20), error: .string(limit: 8 << 20)
        ) { execution in
            // A command may end before it has read its whole input.
            _ = try? await execution.standardInputWriter.write(input)
            try await execution.standardInputWriter.finish()
        }
        return Answer(
            status: Self.status(ended.terminationStatus), output: ended.standardOutput, errors: ended.standardError)
    }

    /// Starts the command, runs `body` beside it, and gives its exit status.
    func running(
        _ arguments: String..., body: @Sendable (_ signal: (Signal) throws -> Void) async throws -> Void
    ) async throws -> Int32 {
        let ended = try await Subprocess.run(
            .path(FilePath(Self.path)), arguments: Arguments(arguments), environment: custom, input: .none,
            output: .discarded, error: .discarded
        ) { execution in
            try await body { try execution.send(signal: $0) }
        }
        return Self.status(ended.terminationStatus)
    }

    /// Writes a file and gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        return "\(folder)/\(name)"
    }

    /// Makes a pipe with a name and gives its path.
    func pipe(_ name: String) async throws -> String {
        _ = try await Subprocess.run(.name("mkfifo"), arguments: ["\(folder)/\(name)"], output: .discarded)
        return "\(folder)/\(name)"
    }

    /// Reads a pipe until nobody has it open for writing any more.
    func drained(_ pipe: String) async throws -> String {
        try await Subprocess.run(.name("cat"), arguments: [pipe], output: .string(limit: 1 << 20)).standardOutput
    }

    /// Adds the tenant `acme` and writes a handlers file.
    func prepared(handlers: String = "handlers:\n  word-count: { command: [wc, -w] }\n") async throws -> String {
        #expect(try await self("tenant", "add", "acme").status == 0)
        return try file("handlers.yaml", handlers)
    }

    /// Enqueues a job for `acme`, lets a worker drain, and gives the job as it ended.
    func ran(_ name: String, handlers: String, payload: String = "{}") async throws -> JobLine {
        let file = try await prepared(handlers: handlers)
        let job = try JobLine(await self("enqueue", name, "--tenant", "acme", "--payload", payload, "--json").output)
        let work = try await self("work", "--handlers", file, "--drain", "--kill-grace", "200ms")
        #expect(work.status == 0, "\(work.errors)")
        return try JobLine(await self("job", "show", job.ref, "--json").output)
    }

    var custom: Environment {
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
        return .custom(variables)
    }

    private static func status(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}
