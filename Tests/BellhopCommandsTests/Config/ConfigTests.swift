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

@Suite(.redisServer, .timeLimit(.minutes(5)))
struct ConfigTests {
    private struct Listed: Decodable {
        let key: String
        let value: String?
        let source: String?
    }

    /// Gives what `config check` says, by key.
    private func check(_ tool: Tool, _ arguments: String...) async throws -> [String: Listed] {
        let answer = try await tool.call(["config", "check", "--json"] + arguments)
        #expect(answer.status == 0, "\(answer.errors)")
        let listed = try answer.lines.map { try JSONDecoder().decode(Listed.self, from: Data($0.utf8)) }
        return Dictionary(uniqueKeysWithValues: listed.map { ($0.key, $0) })
    }

    @Test("a flag wins over the environment, the environment over the file, the file over the standard")
    func precedence() async throws {
        var tool = try Tool()
        let file = try tool.file(
            "bellhop.yaml",
            "namespace: of-file\nredis:\n  timeout: 7s\nwork: { lease: 20s, beat: 4s, queues: [mail, bulk] }\n")
        tool.environment["BELLHOP_NAMESPACE"] = nil
        let fromFile = try await check(tool, "--config", file)
        #expect(fromFile["namespace"]?.value == "of-file" && fromFile["namespace"]?.source == "\(file):1")
        #expect(fromFile["redis.timeout"]?.value == "7s" && fromFile["redis.timeout"]?.source == "\(file):3")
        #expect(fromFile["work.lease"]?.source == "\(file):4")
        #expect(fromFile["work.queues"]?.value == "mail,bulk")
        #expect(fromFile["work.concurrency"]?.value == "32" && fromFile["work.concurrency"]?.source == "standard")
        tool.environment["BELLHOP_CONFIG"] = file
        tool.environment["BELLHOP_NAMESPACE"] = "of-environment"
        tool.environment["BELLHOP_WORK_DRAIN_DEADLINE"] = "3s"
        let fromEnvironment = try await check(tool)
        #expect(fromEnvironment["namespace"]?.value == "of-environment")
        #expect(fromEnvironment["namespace"]?.source == "BELLHOP_NAMESPACE")
        #expect(fromEnvironment["work.drain-deadline"]?.source == "BELLHOP_WORK_DRAIN_DEADLINE")
        let fromFlag = try await check(tool, "--namespace", "of-flag")
        #expect(fromFlag["namespace"]?.value == "of-flag" && fromFlag["namespace"]?.source == "--namespace")
    }

    @Test(
        "an error names the file, the line, the key and what is allowed",
        arguments: [
            ("work:\n  laese: 15s\n", "2: key 'work.laese'", "lease"),
            ("work:\n  lease: soon\n", "2: key 'work.lease'", "30s"),
            ("work: { concurrency: 0 }\n", "1: key 'work.concurrency'", "1 to 4000"),
            ("work: { queues: mail }\n", "1: key 'work.queues'", "list"),
            ("work: { queues: [Mail] }\n", "1: key 'work.queues'", "Mail"),
            ("\n\nwork: { log-level: loud }\n", "3: key 'work.log-level'", "debug"),
            ("redis: { password: hunter2 }\n", "1: key 'redis.password'", "password-file"),
            ("redis: { url: 'redis://u:hunter2@h' }\n", "1: key 'redis.url'", "password"),
            ("redis: [1]\n", "1: key 'redis'", "mapping"),
            ("namespace: A\n", "1: key 'namespace'", "A"),
            ("namespace: a\nnamespace: b\n", "key 'namespace'", "twice"),
            ("work: {\n", "2: ", "YAML"),
            ("verk: {}\n", "1: key 'verk'", "work"),
        ])
    func errors(text: String, place: String, allowed: String) async throws {
        let tool = try Tool()
        let file = try tool.file("bellhop.yaml", text)
        for command in [["config", "check"], ["tenant", "list"]] {
            let answer = try await tool.call(command + ["--config", file])
            #expect(answer.status == 65, "\(answer.errors)")
            #expect(answer.errors.contains(file) && answer.errors.contains(place), "\(answer.errors)")
            #expect(answer.errors.contains(allowed), "\(answer.errors)")
            #expect(!answer.errors.contains("hunter2") && !answer.output.contains("hunter2"))
        }
    }

    @Test("a wrong flag or variable is a usage error that names it, and a missing file is not found")
    func usage() async throws {
        var tool = try Tool()
        let short = try await tool("config", "check", "--redis-timeout", "0s")
        #expect(short.status == 64 && short.errors.contains("--redis-timeout"))
        tool.environment["BELLHOP_WORK_LEASE"] = "6s"
        let lease = try await tool("config", "check")
        #expect(lease.status == 64 && lease.errors.contains("BELLHOP_WORK_LEASE"), "\(lease.errors)")
        tool.environment["BELLHOP_WORK_LEASE"] = nil
        #expect(try await tool("config", "check", "--config", "/nonexistent/bellhop.yaml").status == 66)
        #expect(try await tool("config", "check", "--handlers", "/nonexistent").status == 66)
        #expect(try await tool("work").status == 64)
    }

    @Test("files that the file names lie beside it, and the worker takes all of it")
    func worker() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let file = try tool.file(
            "bellhop.yaml", "work: { handlers: handlers.yaml, queues: [mail], concurrency: 3 }\n")
        _ = try await tool("enqueue", "word-count", "--tenant", "acme", "--queue", "mail")
        _ = try await tool("enqueue", "word-count", "--tenant", "acme")
        #expect(try await tool("work", "--drain", "--config", file).status == 0)
        #expect(try await tool("job", "list", "--tenant", "acme", "--state", "succeeded", "--json").lines.count == 1)
        #expect(try await tool("job", "list", "--tenant", "acme", "--state", "ready", "--json").lines.count == 1)
        let broken = try tool.file("broken.yaml", "handlers:\n  x: { comand: [true] }\n")
        let answer = try await tool("config", "check", "--config", file, "--handlers", broken)
        #expect(answer.status == 65 && answer.errors.contains("\(broken):2"), "\(answer.errors)")
    }

    @Test(
        "a password file that others may read or write is refused, and no command shows its text",
        arguments: [0o644, 0o660, 0o602, 0o640])
    func openFile(mode: Int) async throws {
        let tool = try Tool()
        let file = try tool.file("password", "hunter2\n")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        for command in [["tenant", "list"], ["config", "check"]] {
            let answer = try await tool.call(command + ["--redis-password-file", file])
            #expect(answer.status == 77, "\(answer.errors)")
            #expect(answer.errors.contains("chmod 600") && answer.errors.contains(file))
            #expect(!answer.errors.contains("hunter2"))
        }
    }

    @Test("a password file of another user is refused, unless it is root's", .enabled(if: isRoot))
    func foreignFile() async throws {
        let tool = try Tool()
        let file = try tool.file("password", "hunter2\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        #expect(try await tool("config", "check", "--redis-password-file", file).status == 0)
        _ = try await Subprocess.run(.name("chown"), arguments: ["65534", file], output: .discarded)
        let answer = try await tool("config", "check", "--redis-password-file", file)
        #expect(answer.status == 77, "\(answer.errors)")
        #expect(answer.errors.contains("65534"))
    }

    @Test("systemd's credential is taken where nothing else is said, and there a group may read")
    func credential() async throws {
        var tool = try Tool()
        let file = try tool.file("redis-password", "hunter2\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o440], ofItemAtPath: file)
        tool.environment["CREDENTIALS_DIRECTORY"] = tool.folder
        let answer = try await tool("config", "check")
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.contains("given, and not shown") && !answer.output.contains("hunter2"))
        tool.environment["CREDENTIALS_DIRECTORY"] = nil
        #expect(try await tool("config", "check").output.contains("none"))
    }

    private static let isRoot = getuid() == 0
}
