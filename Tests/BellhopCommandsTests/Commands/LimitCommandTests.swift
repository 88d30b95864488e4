import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct LimitCommandTests {
    @Test("limits of a tenant and of a kind are set, shown and taken back")
    func limits() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let set = try await tool(
            "tenant", "set", "acme", "--cap", "5", "--rate", "100/s:10", "--min", "2", "--most-waiting", "1000",
            "--most-bytes", "100000", "--overflow", "shed", "--queue-cap", "mail=3", "--queue-weight", "mail=2",
            "--job-cap", "import=1", "--key-cap", "sync=4", "--job-rate", "import=5/15m", "--job-cost", "import=10ms",
            "--json")
        #expect(set.status == 0, "\(set.errors)")
        for text in [
            #""cap":5"#, #""rate":"100/s:10""#, #""min":2"#, #""mostWaiting":1000"#, #""overflow":"shed""#,
            #""mail":{"cap":3,"paused":false,"weight":2}"#, #""keyCap":4"#, #""costSeconds":0.01"#,
        ] {
            #expect(set.output.contains(text), "\(text) in \(set.output)")
        }
        let kind = try await tool("tenant", "kind", "free", "--cap", "1", "--json")
        #expect(kind.output.contains(#""cap":1"#) && kind.output.contains(#""id":"free""#))
        #expect(
            try await tool("tenant", "set", "acme", "--kind", "free", "--cap", "default", "--min", "none", "--json")
                .output
                .contains(#""cap":1"#))
        #expect(try await tool("tenant", "list", "--kind", "free", "--json").lines.count == 1)
        #expect(try await tool("tenant", "kind", "--json").lines.count == 1)
        let show = try await tool("tenant", "show", "acme", "--json")
        #expect(show.output.contains(#""entitlement":1"#) && show.output.contains(#""recentShare":0"#))
    }

    @Test(
        "values that make no sense exit 64 with the option and the value, and change nothing",
        arguments: [
            ["--weight", "0"], ["--weight", "-1"], ["--weight", "1000"], ["--cap", "0"], ["--cap", "many"],
            ["--rate", "0/s"], ["--rate", "fast"], ["--rate", "5/s:0"], ["--min", "0"], ["--queue-cap", "mail"],
            ["--job-cap", "import=0"], ["--overflow", "drop"], ["--most-waiting", "-5"], ["--job-cost", "x=forever"],
            ["--cap", "1", "--min", "2"],
        ])
    func refused(options: [String]) async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let before = try await tool("tenant", "show", "acme", "--json").output
        let answer = try await tool.call(["tenant", "set", "acme"] + options)
        #expect(answer.status == 64, "\(answer.errors)")
        #expect(answer.errors.contains("bellhop: "))
        #expect(try await tool("tenant", "show", "acme", "--json").output == before)
    }

    @Test("a queue, a tenant's queue and a job name are paused and resumed, and a queue is capped and drained")
    func queues() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        for arguments in [
            ["queue", "pause", "mail", "--all-tenants"], ["queue", "resume", "mail", "--all-tenants"],
            ["queue", "pause", "mail", "--tenant", "acme"], ["queue", "resume", "mail", "--tenant", "acme"],
            ["queue", "pause", "--job-name", "import", "--all-tenants"],
            ["queue", "resume", "--job-name", "import", "--all-tenants"], ["queue", "set", "mail", "--cap", "3"],
            ["queue", "set", "mail", "--cap", "none"], ["queue", "drain", "mail", "--all-tenants"],
            ["tenant", "pause", "acme"], ["tenant", "resume", "acme"],
        ] {
            let answer = try await tool.call(arguments + ["--json"])
            #expect(answer.status == 0, "\(arguments): \(answer.errors)")
            #expect(answer.lines.count == 1)
        }
        for arguments in [
            ["queue", "pause", "mail"], ["queue", "pause", "--all-tenants"], ["queue", "set", "mail", "--cap", "0"],
            ["queue", "pause", "mail", "--job-name", "import", "--all-tenants"],
        ] {
            #expect(try await tool.call(arguments).status == 64, "\(arguments)")
        }
        try await tool("enqueue", "word-count", "--tenant", "acme", "--queue", "mail")
        #expect(try await tool("queue", "drain", "mail", "--tenant", "acme", "--timeout", "10ms").status == 75)
    }

    @Test(
        "an enqueue takes a unique key, a throttle, a priority, a limit key, a spread and an expiry, and refuses nonsense"
    )
    func enqueue() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let first = try await tool("enqueue", "sync", "--tenant", "acme", "--unique", "7", "--json")
        #expect(first.status == 0)
        let second = try await tool("enqueue", "sync", "--tenant", "acme", "--unique", "7", "--json")
        #expect(second.status == 1)
        #expect(second.errors.contains(try JobLine(first.lines[0]).id))
        let replaced = try await tool(
            "enqueue", "sync", "--tenant", "acme", "--unique", "7", "--on-conflict", "replace", "--json")
        #expect(replaced.status == 0)
        let throttled = try await tool(
            "enqueue", "poll", "--tenant", "acme", "--throttle", "a", "--throttle-for", "1h", "--json")
        let again = try await tool(
            "enqueue", "poll", "--tenant", "acme", "--throttle", "a", "--throttle-for", "1h", "--json")
        #expect(throttled.output == again.output)
        let fancy = try await tool(
            "enqueue", "fancy", "--tenant", "acme", "--priority", "5", "--limit-key", "account 7", "--expires", "1h",
            "--cost", "3", "--json")
        let shown = try await tool("job", "show", try JobLine(fancy.lines[0]).ref, "--json")
        #expect(shown.output.contains(#""priority":5"#) && shown.output.contains(#""limitKey":"account 7""#))
        #expect(shown.output.contains(#""expiresAt":"#))
        let bulk = try await tool("enqueue", "spread", "--tenant", "acme", "--count", "10", "--spread", "1h", "--json")
        #expect(bulk.lines.count == 10)
        let same = try await tool(
            "enqueue", "same", "--tenant", "acme", "--count", "10", "--unique", "payload", "--json")
        #expect(same.lines.count == 1)
        for options in [
            ["--priority", "101"], ["--cost", "0"], ["--expires", "1s", "--in", "2s"],
            ["--at", "2001-01-01T00:00:00Z"],
            ["--at", "2999-01-01T00:00:00Z"], ["--unique-until", "started"],
            ["--unique", "7", "--on-conflict", "drop"],
            ["--throttle", "a"], ["--unique", String(repeating: "x", count: 257)],
            ["--limit-key", String(repeating: "x", count: 257)],
            ["--idempotency-key", "a", "--throttle", "a", "--throttle-for", "1s"],
        ] {
            let answer = try await tool.call(["enqueue", "sync", "--tenant", "acme"] + options)
            #expect(answer.status == 64, "\(options): \(answer.status) \(answer.errors)")
        }
    }

    @Test("explain says why a job waits, as words and as JSON")
    func explain() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let ref = try JobLine(try await tool("enqueue", "sync", "--tenant", "acme", "--json").lines[0]).ref
        let words = try await tool("job", "explain", ref)
        #expect(words.output.contains("noWorker: no worker is there"))
        try await tool("tenant", "pause", "acme")
        let json = try await tool("job", "explain", ref, "--json")
        #expect(json.output.contains(#""code":"tenantPaused""#) && json.output.contains(#""position":0"#))
        #expect(
            try await tool("job", "explain", "--tenant", "acme", "01890a5d-ac96-774b-bcce-b302099a8057").status == 66)
    }
}
