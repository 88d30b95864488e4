import BellhopTesting
import FoundationEssentials
import TestSupport
import Testing

/// What goes wrong gives a clear message and the right exit status, and writes nothing.
@Suite(.redisServer, .timeLimit(.minutes(5)))
struct BadInputTests {
    @Test(
        "malformed names exit 64 with the grammar and write nothing",
        arguments: [
            ["tenant", "add", "ACME"], ["tenant", "add", "system"], ["tenant", "add", "a b"], ["tenant", "add", ""],
            ["tenant", "add", "x", "--weight", "0"], ["tenant", "add", "x", "--weight", "nan"],
            ["tenant", "add", "x", "--cap", "0"], ["tenant", "add", "x", "--cap", "many"],
            ["enqueue", "job", "--tenant", "../acme"], ["enqueue", "a:b", "--tenant", "acme"],
            ["enqueue", "job", "--tenant", "acme", "--queue", "Mail"],
            ["enqueue", "job", "--tenant", "acme", "--id", "7"],
            ["enqueue", "job", "--tenant", "acme", "--in", "5"],
            ["enqueue", "job", "--tenant", "acme", "--in", "500d", "--at", "x"],
            ["enqueue", "job", "--tenant", "acme", "--at", "tomorrow"],
            ["enqueue", "job", "--tenant", "acme", "--attempts", "0"],
            ["enqueue", "job", "--tenant", "acme", "--timeout", "0s"],
            ["enqueue", "job", "--tenant", "acme", "--count", "0"],
            ["job", "show", "bellhop://0/acme/default"], ["job", "show", "nonsense", "--tenant", "acme"],
            ["job", "list", "--tenant", "acme", "--state", "lost"],
        ])
    func names(arguments: [String]) async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let before = try await tool("stats", "--json").output
        let answer = try await tool.call(arguments)
        #expect(answer.status == 64, "\(answer.errors)")
        #expect(answer.output == "")
        #expect(answer.errors.hasPrefix("bellhop: "))
        #expect(try await tool("stats", "--json").output == before)
    }

    @Test(
        "payloads that are not JSON or too large exit 65 and write nothing",
        arguments: [
            ["--payload", "one two"], ["--payload", ""], ["--payload", "{"], ["--payload", "@TEXT", "--check-json"],
            ["--payload", "@LARGE"], ["--payload", "@/dev/zero"],
        ])
    func payloads(arguments: [String]) async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let text = try tool.file("text", "one two")
        let large = try tool.file("large", String(repeating: "x", count: 1 << 20 | 1))
        let payload = arguments.map { $0 == "@TEXT" ? "@\(text)" : $0 == "@LARGE" ? "@\(large)" : $0 }
        let answer = try await tool.call(["enqueue", "job", "--tenant", "acme"] + payload)
        #expect(answer.status == 65)
        #expect(answer.output == "")
        #expect(try await tool("job", "list", "--tenant", "acme", "--json").output == "")
    }

    @Test("too much on standard input exits 65") func standardInput() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let answer = try await tool(
            "enqueue", "job", "--tenant", "acme", "--payload", "-", "--json",
            input: [UInt8](repeating: 120, count: 3 << 20))
        #expect(answer.status == 65)
        #expect(answer.errors.contains(#"{"error":{"code":"payloadTooLarge","message":"#))
        #expect(try await tool("job", "list", "--tenant", "acme", "--json").output == "")
    }

    @Test(
        "what is not there exits 66",
        arguments: [
            ["enqueue", "job", "--tenant", "nobody"], ["tenant", "show", "nobody"],
            ["tenant", "set", "nobody", "--cap", "1"],
            ["tenant", "suspend", "nobody"], ["job", "list", "--tenant", "nobody"],
            ["queue", "list", "--tenant", "nobody"],
            ["job", "show", "bellhop://0/nobody/default/01890a5d-ac96-774b-bcce-b302099a8057"],
            ["enqueue", "job", "--tenant", "nobody", "--payload", "@/nonexistent"],
            ["work", "--handlers", "/nonexistent"],
            ["tenant", "list", "--redis-password-file", "/nonexistent"],
        ])
    func unknown(arguments: [String]) async throws {
        let answer = try await Tool().call(arguments)
        #expect(answer.status == 66, "\(answer.errors)")
        #expect(answer.output == "")
    }

    @Test("a handlers file with errors exits 65 with its line and key, and no job is touched") func handlers()
        async throws
    {
        let tool = try Tool()
        let file = try await tool.prepared(handlers: "handlers:\n  job:\n    command: [cat]\n    timeout: soon\n")
        try await tool("enqueue", "job", "--tenant", "acme")
        let answer = try await tool("work", "--handlers", file, "--drain")
        #expect(answer.status == 65)
        #expect(answer.errors.hasPrefix("bellhop: \(file):4: key 'handlers.job.timeout': "))
        #expect(try JobLine(await tool("job", "list", "--tenant", "acme", "--json").output).state == "ready")
    }

    @Test(
        "a Redis that is not there exits 69 within the timeout",
        arguments: [
            ["tenant", "list"], ["enqueue", "job", "--tenant", "acme"], ["work", "--handlers", "HANDLERS", "--drain"],
            ["job", "wait", "bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057"], ["stats"],
        ])
    func unreachable(arguments: [String]) async throws {
        let tool = try Tool(url: "unix:///nonexistent/redis.sock")
        let file = try tool.file("handlers.yaml", "handlers: { job: { command: [cat] } }")
        let call = arguments.map { $0 == "HANDLERS" ? file : $0 } + ["--redis-timeout", "300ms", "--json"]
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try await tool.call(call)
        #expect(clock.now - start < .seconds(10))
        #expect(answer.status == 69, "\(answer.errors)")
        #expect(answer.errors.contains(#"{"error":{"code":"unavailable","message":"#))
        #expect(answer.errors.contains("/nonexistent/redis.sock"))
    }

    @Test("a Redis with a password exits 77 without it, and takes it from the environment or a file") func password()
        async throws
    {
        try await RedisServer.withServer(arguments: ["--requirepass", "hunter2"]) { server in
            var tool = try Tool(url: server.url)
            let refused = try await tool("tenant", "add", "acme")
            #expect(refused.status == 77)
            #expect(refused.errors.contains("NOAUTH"))
            let handlers = try tool.file("handlers.yaml", "handlers: { job: { command: [cat] } }")
            #expect(try await tool("work", "--handlers", handlers, "--drain").status == 77)
            let file = try tool.file("password", "hunter2\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            #expect(try await tool("tenant", "add", "acme", "--redis-password-file", file).status == 0)
            tool.environment["BELLHOP_REDIS_PASSWORD"] = "hunter2"
            #expect(try await tool("tenant", "show", "acme").status == 0)
            tool.environment["BELLHOP_REDIS_PASSWORD"] = "wrong"
            let wrong = try await tool("tenant", "show", "acme")
            #expect(wrong.status == 77)
            #expect(!wrong.errors.contains("wrong "))
        }
    }

    @Test(
        "a URL that cannot be read, or holds a password, exits 64 and shows no secret",
        arguments: [
            "nonsense", "http://host", "redis://:hunter2@127.0.0.1:1", "redis://host:port",
        ])
    func url(url: String) async throws {
        let answer = try await Tool().call(["tenant", "list", "--redis", url])
        #expect(answer.status == 64)
        #expect(!answer.errors.contains("hunter2"))
    }

    @Test("no failure shows a stack trace or Swift's own words for an error") func clean() async throws {
        let tool = try Tool(url: "redis://127.0.0.1:1")
        let answer = try await tool("stats", "--redis-timeout", "100ms")
        #expect(answer.status == 69)
        #expect(answer.errors.split(separator: "\n").count == 1)
        #expect(!answer.errors.contains("Error("))
    }
}
