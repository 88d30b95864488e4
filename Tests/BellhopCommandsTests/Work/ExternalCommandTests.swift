import Subprocess
import TestSupport
import Testing

/// Programs as handlers, through the whole command.
@Suite(.redisServer, .timeLimit(.minutes(5)))
struct ExternalCommandTests {
    @Test(
        "what a program prints is the result: JSON if it parses, else a string of all of it",
        arguments: [
            ("printf '3\\n'", JobLine.Value.number(3)), ("printf ' \"x\" '", .text("x")),
            ("printf 'one\\ntwo\\n'", .text("one\ntwo\n")),
            ("true", .null), ("printf 'a\\377b'", .text("a\u{FFFD}b")), ("cat", .text("payload é")),
        ])
    func results(script: String, result: JobLine.Value) async throws {
        let job = try await Tool().ran("job", handlers: handlers(script), payload: "\"payload é\"")
        #expect(job.state == "succeeded")
        #expect(job.result == result)
    }

    @Test("exit status 65 is dead at once, with the end of standard error in the message") func dead() async throws {
        let job = try await Tool().ran("job", handlers: handlers("echo the reason >&2; exit 65"))
        #expect(job.state == "dead")
        #expect(job.attempt == 1)
        #expect(job.errors?.last?.message == "'sh' exited with 65: no attempt would help: the reason")
    }

    @Test(
        "exit status 75 and any other failure are retried by policy",
        arguments: [
            ("exit 75", "exited with 75"), ("exit 3", "exited with 3"), ("kill -KILL $$", "was ended by signal 9"),
        ])
    func retried(script: String, message: String) async throws {
        let job = try await Tool().ran("job", handlers: handlers(script))
        #expect(job.state == "due")
        #expect(job.attempt == 1)
        #expect(job.errors?.last?.message.contains(message) == true)
    }

    @Test("the last attempt is dead") func lastAttempt() async throws {
        let job = try await Tool().ran("job", handlers: handlers("exit 3", "retry: { attempts: 1 }"))
        #expect(job.state == "dead")
    }

    @Test("a program that prints megabytes is ended, and its job is dead as resultTooLarge") func megabytes()
        async throws
    {
        let job = try await Tool().ran("job", handlers: handlers("yes"))
        #expect(job.state == "dead")
        #expect(job.errors?.last?.message.hasPrefix("resultTooLarge") == true)
    }

    @Test("megabytes on standard error are read, and only their end is kept") func noisy() async throws {
        let job = try await Tool().ran(
            "job", handlers: handlers("yes noise | head -c 6000000 >&2; echo end >&2; exit 65"))
        let message = job.errors?.last?.message ?? ""
        #expect(message.hasSuffix("noise\nend"))
        #expect(message.utf8.count < 2000)
    }

    @Test("a program that does not read its input succeeds", arguments: ["true", "exec 0<&-; sleep 0.2"])
    func unread(script: String) async throws {
        let tool = try Tool()
        let payload = try tool.file("payload", String(repeating: "x", count: 900 << 10))
        let job = try await tool.ran("job", handlers: handlers(script), payload: "@\(payload)")
        #expect(job.state == "succeeded")
    }

    @Test("a large payload arrives byte by byte") func large() async throws {
        let tool = try Tool()
        let payload = try tool.file("payload", String(repeating: "0123456789abcde\n", count: 1 << 16))
        let job = try await tool.ran("job", handlers: handlers("wc -c"), payload: "@\(payload)")
        #expect(job.result == .number(1 << 20))
    }

    @Test("a program sees its job and the file's variables, and nothing else of the daemon's") func environment()
        async throws
    {
        var tool = try Tool()
        tool.environment["SECRET"] = "s3cret"
        tool.environment["LANG"] = "C"
        let file = "env: { REGION: eu, LEVEL: 1 }\nhandlers:\n  job: { command: [env], env: { LEVEL: 2 } }\n"
        let job = try await tool.ran("job", handlers: file)
        guard case .text(let text) = job.result else { throw ToolError("the result is no text: \(job.result)") }
        var variables: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            variables[parts[0]] = parts.last
        }
        #expect(variables.removeValue(forKey: "BELLHOP_FENCE").flatMap { Int($0) } ?? 0 > 0)
        #expect(variables.removeValue(forKey: "PATH").map(String.init) == tool.environment["PATH"])
        #expect(
            variables == [
                "BELLHOP_TENANT": "acme", "BELLHOP_JOB_ID": job.id[...], "BELLHOP_JOB_REF": job.ref[...],
                "BELLHOP_JOB_NAME": "job", "BELLHOP_QUEUE": "default", "BELLHOP_ATTEMPT": "1", "LANG": "C",
                "REGION": "eu", "LEVEL": "2",
            ])
    }

    @Test("a program runs in a fresh folder with its tenant's name, which is removed afterwards") func scratch()
        async throws
    {
        let tool = try Tool()
        let job = try await tool.ran("job", handlers: handlers("mkdir d; touch d/f; pwd; ls"))
        guard case .text(let text) = job.result else { throw ToolError("the result is no text: \(job.result)") }
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2 && lines.last == "d")
        #expect(lines.first?.hasPrefix("\(tool.folder)/bellhop-acme-") == true)
        #expect(try await tool.names() == ["handlers.yaml"])
    }

    @Test("no shell reads the command") func shell() async throws {
        let file = "handlers:\n  job: { command: [printf, '%s', '$HOME; `id` && *'] }\n"
        #expect(try await Tool().ran("job", handlers: file).result == .text("$HOME; `id` && *"))
    }

    @Test(
        "a program that is not there fails its job with its name", arguments: ["no-such-program", "/no/such/program"])
    func missing(program: String) async throws {
        let job = try await Tool().ran("job", handlers: "handlers:\n  job: { command: [\(program)] }\n")
        #expect(job.state == "due")
        #expect(job.errors?.last?.message.contains(program) == true)
    }

    @Test("an exit status that the file lists discards the job, and any other fails it")
    func discards() async throws {
        let listed = "handlers:\n  job: { command: [sh, -c, 'exit 3'], discard: [3], retry: { attempts: 1 } }\n"
        #expect(try await Tool().ran("job", handlers: listed).state == "cancelled")
        let other = "handlers:\n  job: { command: [sh, -c, 'exit 4'], discard: [3], retry: { attempts: 1 } }\n"
        #expect(try await Tool().ran("job", handlers: other).state == "dead")
    }

    @Test("a name that no handler has is kept") func unknownName() async throws {
        let job = try await Tool().ran("nobody", handlers: handlers("true"))
        #expect(job.state == "quarantined")
        #expect(job.errors?.last?.message.contains("'nobody'") == true)
    }

    @Test("when its time is up the whole process group of a program ends", arguments: ["", "trap '' TERM; "])
    func timeout(prelude: String) async throws {
        let tool = try Tool()
        let pipe = try await tool.pipe("held")
        async let held = tool.drained(pipe)
        let script = "\(prelude)exec 3>\(pipe); sleep 1000 & sleep 1000; sleep 1000"
        let job = try await tool.ran("job", handlers: handlers(script, "timeout: 300ms, retry: { attempts: 1 }"))
        #expect(job.state == "dead")
        #expect(job.errors?.last?.message.contains("took longer than") == true)
        #expect(try await held == "")
    }

    @Test("what a program leaves running behind ends with it") func leftovers() async throws {
        let tool = try Tool()
        let pipe = try await tool.pipe("held")
        async let held = tool.drained(pipe)
        let job = try await tool.ran("job", handlers: handlers("exec 3>\(pipe); sleep 1000 >/dev/null 2>&1 & echo 1"))
        #expect(job.result == .number(1))
        #expect(try await held == "")
    }

    @Test("32 programs run side by side") func concurrency() async throws {
        let tool = try Tool()
        let script =
            "touch \(tool.folder)/here-$BELLHOP_JOB_ID; while test $(ls \(tool.folder) | grep -c here-) -lt 32; do sleep 0.05; done"
        let file = try await tool.prepared(handlers: handlers(script, "timeout: 60s, retry: { attempts: 1 }"))
        try await tool("enqueue", "job", "--tenant", "acme", "--count", "32")
        #expect(try await tool("work", "--handlers", file, "--drain").status == 0)
        let jobs = try await tool("job", "list", "--tenant", "acme", "--state", "succeeded", "--json")
        #expect(jobs.lines.count == 32)
    }

    @Test("SIGTERM hands a running job back with no attempt used, and its program ends") func terminated() async throws
    {
        let tool = try Tool()
        let job = try await ended(tool, by: .terminate, status: 0)
        #expect(job.state == "ready")
        #expect(job.attempt == 0)
    }

    @Test("a program does not outlive a worker that is killed") func killed() async throws {
        _ = try await ended(Tool(), by: .kill, status: 128 + 9)
    }

    /// Ends a worker by a signal while its program runs, and waits until the program has gone too.
    private func ended(_ tool: Tool, by signal: Signal, status: Int32) async throws -> JobLine {
        let started = try await tool.pipe("started")
        let held = try await tool.pipe("held")
        let file = try await tool.prepared(handlers: handlers("exec 3>\(held); echo up >\(started); exec sleep 1000"))
        let job = try JobLine(await tool("enqueue", "job", "--tenant", "acme", "--json").output)
        let gone = Task { try await tool.drained(held) }
        let end = try await tool.running(
            "work", "--handlers", file, "--drain-deadline", "100ms", "--kill-grace", "100ms"
        ) { send in
            #expect(try await tool.drained(started) == "up\n")
            try send(signal)
        }
        #expect(end == status)
        #expect(try await gone.value == "")
        return try JobLine(await tool("job", "show", job.ref, "--json").output)
    }

    private func handlers(_ script: String, _ more: String = "") -> String {
        let quoted = script.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        return "handlers:\n  job: { command: [sh, -c, '\(quoted)']\(more.isEmpty ? "" : ", \(more)") }\n"
    }
}
