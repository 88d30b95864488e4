import TestSupport
import Testing

/// What scripts rely on: the sequence of a job, the shapes of `--json`, and selectors.
@Suite(.redisServer, .timeLimit(.minutes(5)))
struct ContractTests {
    @Test("a tenant, a job, a worker that drains, and the result") func sequence() async throws {
        let tool = try Tool()
        let handlers = try await tool.prepared()
        let text = try tool.file("text", "one two three\n")
        let enqueued = try await tool("enqueue", "word-count", "--tenant", "acme", "--payload", "@\(text)", "--json")
        #expect(enqueued.status == 0)
        #expect(enqueued.errors == "")
        let job = try JobLine(enqueued.output)
        #expect(job.ref == "bellhop://0/acme/default/\(job.id)")
        let work = try await tool("work", "--handlers", handlers, "--drain")
        #expect(work.status == 0)
        #expect(work.output == "")
        #expect(work.errors.contains("drained: 1 runs succeeded, 0 failed"))
        let waited = try await tool("job", "wait", job.ref, "--json")
        #expect(waited.status == 0)
        let ended = try JobLine(waited.output)
        #expect(ended.state == "succeeded")
        #expect(ended.result == .number(3))
        #expect(ended.attempt == 1)
        #expect(ended.id == job.id && ended.tenant == "acme" && ended.queue == "default" && ended.name == "word-count")
    }

    @Test("job wait is told of the end while it waits") func wait() async throws {
        let tool = try Tool()
        let handlers = try await tool.prepared(handlers: "handlers:\n  job: { command: [cat] }\n")
        let job = try JobLine(await tool("enqueue", "job", "--tenant", "acme", "--payload", "7", "--json").output)
        async let waited = tool("job", "wait", "--tenant", "acme", job.id, "--json", "--timeout", "60s")
        #expect(try await tool("work", "--handlers", handlers, "--drain").status == 0)
        #expect(try JobLine(await waited.output).result == .number(7))
    }

    @Test("job wait exits 1 when the job died, and 75 when it has not ended in time") func waitFails() async throws {
        let tool = try Tool()
        let handlers = try await tool.prepared(
            handlers: "handlers:\n  job: { command: ['false'], retry: { attempts: 1 } }\n")
        let job = try JobLine(await tool("enqueue", "job", "--tenant", "acme", "--json").output)
        let early = try await tool("job", "wait", job.ref, "--timeout", "50ms", "--json")
        #expect(early.status == 75)
        #expect(early.output == "")
        #expect(early.errors.contains(#"{"error":{"code":"timedOut","message":"#))
        try await tool("work", "--handlers", handlers, "--drain")
        let late = try await tool("job", "wait", job.ref, "--json")
        #expect(late.status == 1)
        #expect(try JobLine(late.output).state == "dead")
        #expect(late.errors.contains("'false' exited with 1"))
        let dead = try await tool("dead", "list", "--tenant", "acme", "--json")
        #expect(try JobLine(dead.output).id == job.id)
        #expect(dead.output.contains(#""error":"'false' exited with 1""#))
        #expect(try JobLine(await tool("job", "retry", job.ref, "--json").output).state == "ready")
        #expect(try await tool("dead", "list", "--tenant", "acme", "--json").output == "")
    }

    @Test("a bulk enqueue prints one object a line, or a summary for people") func bulk() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let jobs = try await tool("enqueue", "job", "--tenant", "acme", "--count", "2500", "--json")
        #expect(jobs.lines.count == 2500)
        #expect(try Set(jobs.lines.map { try JobLine($0).ref }).count == 2500)
        let words = try await tool("enqueue", "job", "--tenant", "acme", "--count", "10")
        #expect(words.output == "enqueued 10 jobs 'job' for tenant 'acme' in queue 'default'\n")
        #expect(words.errors == "")
        #expect(try await tool("tenant", "show", "acme", "--json").output.contains(#""ready":2510"#))
    }

    @Test("an enqueue under the same id has one effect") func idempotent() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let id = "01890a5d-ac96-774b-bcce-b302099a8057"
        for _ in 0..<2 {
            let answer = try await tool("enqueue", "job", "--tenant", "acme", "--id", id, "--json")
            #expect(try JobLine(answer.output).id == id)
        }
        #expect(try await tool("job", "list", "--tenant", "acme", "--json").lines.count == 1)
    }

    @Test("delays and instants make a job due, and options reach it") func due() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        try await tool("enqueue", "job", "--tenant", "acme", "--in", "1h", "--attempts", "2", "--timeout", "5s")
        try await tool("enqueue", "job", "--tenant", "acme", "--at", "2100-01-31T09:00:00Z", "--queue", "mail")
        let due = try await tool("job", "list", "--tenant", "acme", "--state", "due", "--json")
        #expect(due.lines.count == 2)
        #expect(due.output.contains(#""dueAt":"2100-01-31T09:00:00.000Z""#))
        #expect(try JobLine(due.lines[1]).queue == "mail")
    }

    @Test("payloads come from standard input byte by byte") func standardInput() async throws {
        let tool = try Tool()
        let handlers = try await tool.prepared()
        let job = try JobLine(
            await tool(
                "enqueue", "word-count", "--tenant", "acme", "--payload", "-", "--json", input: Array("a b\n".utf8)
            ).output)
        try await tool("work", "--handlers", handlers, "--drain", "--json")
        #expect(try JobLine(await tool("job", "wait", job.ref, "--json").output).result == .number(2))
    }

    @Test(
        "lists of nothing print nothing",
        arguments: [
            ["tenant", "list", "--json"], ["worker", "list", "--json"], ["job", "list", "--all-tenants", "--json"],
            ["queue", "list", "--all-tenants", "--json"], ["dead", "list", "--all-tenants", "--json"],
            ["tenant", "list"],
            ["job", "list", "--all-tenants"],
        ])
    func empty(arguments: [String]) async throws {
        let answer = try await Tool().call(arguments)
        #expect(answer.status == 0)
        #expect(answer.output == "")
        #expect(answer.errors == "")
    }

    @Test("tenants are added, changed, suspended and resumed") func tenants() async throws {
        let tool = try Tool()
        let add = try await tool("tenant", "add", "acme", "--weight", "2.5", "--cap", "3", "--json")
        #expect(add.output == #"{"cap":3,"generation":1,"id":"acme","state":"active","weight":2.5}"# + "\n")
        let set = try await tool("tenant", "set", "acme", "--weight", "1", "--cap", "none", "--json")
        #expect(set.output == #"{"cap":null,"generation":1,"id":"acme","state":"active","weight":1}"# + "\n")
        #expect(try await tool("tenant", "suspend", "acme", "--json").output.contains(#""state":"suspended""#))
        try await tool("enqueue", "word-count", "--tenant", "acme")
        let queues = try await tool("queue", "list", "--tenant", "acme", "--json")
        #expect(
            queues.output == #"{"id":"default","queue":"default","ready":1,"runnable":false,"tenant":"acme"}"# + "\n")
        #expect(try await tool("tenant", "resume", "acme", "--json").output.contains(#""state":"active""#))
        #expect(try await tool("queue", "list", "--tenant", "acme", "--json").output.contains(#""runnable":true"#))
        #expect(try await tool("tenant", "list", "--json").lines.count == 1)
        let stats = try await tool("stats", "--json")
        #expect(stats.lines.count == 1)
        #expect(stats.output.contains(#""tenants":[{"#) && stats.output.contains(#""totals":{"#))
        #expect(try await tool("tenant", "add", "acme").status == 1)
    }

    @Test("a waiting job is cancelled at once, and a second time there is nothing to cancel") func cancel() async throws
    {
        let tool = try Tool()
        _ = try await tool.prepared()
        let job = try JobLine(await tool("enqueue", "job", "--tenant", "acme", "--json").output)
        #expect(try JobLine(await tool("job", "cancel", job.ref, "--json").output).state == "cancelled")
        #expect(try await tool("job", "cancel", job.ref).status == 1)
        #expect(try await tool("job", "retry", job.ref).status == 1)
        #expect(try await tool("job", "wait", job.ref).status == 1)
    }

    @Test(
        "a command on jobs without a selector exits 64 and does nothing",
        arguments: [
            ["enqueue", "job"], ["job", "list"], ["queue", "list"], ["dead", "list"],
            ["job", "cancel", "01890a5d-ac96-774b-bcce-b302099a8057"],
            ["job", "retry", "01890a5d-ac96-774b-bcce-b302099a8057"],
            ["job", "show", "01890a5d-ac96-774b-bcce-b302099a8057"],
            ["job", "wait", "01890a5d-ac96-774b-bcce-b302099a8057"],
            ["job", "list", "--tenant", "acme", "--all-tenants"],
            ["enqueue", "job", "--tenant", "acme", "--tenant", "globex"],
            ["tenant", "set", "acme"], ["work"], ["frobnicate"], ["job", "list", "--nope"],
        ])
    func selectors(arguments: [String]) async throws {
        let answer = try await Tool().call(arguments)
        #expect(answer.status == 64)
        #expect(answer.output == "")
        #expect(answer.errors.hasPrefix("bellhop: "))
        let json = try await Tool().call(arguments + ["--json"])
        #expect(json.status == 64)
        #expect(json.errors.contains(#"{"error":{"code":"usage","message":"#))
    }

    @Test("a reference and a tenant that disagree are refused; a foreign id looks like an unknown one") func foreign()
        async throws
    {
        let tool = try Tool()
        _ = try await tool.prepared()
        try await tool("tenant", "add", "globex")
        let job = try JobLine(await tool("enqueue", "job", "--tenant", "acme", "--json").output)
        #expect(try await tool("job", "show", job.ref, "--tenant", "globex").status == 64)
        #expect(try await tool("job", "show", job.ref, "--tenant", "acme").status == 0)
        let foreign = try await tool("job", "cancel", job.id, "--tenant", "globex")
        let unknown = try await tool("job", "cancel", "01890a5d-ac96-774b-bcce-b302099a8057", "--tenant", "globex")
        #expect(foreign.status == 66 && unknown.status == 66)
        #expect(foreign.errors == "bellhop: tenant 'globex' has no job \(job.id)\n")
    }

    @Test(
        "help and the version are printed and exit 0",
        arguments: [
            ["--help"], ["--version"], ["tenant", "--help"], ["enqueue", "--help"], ["work", "--help"],
            ["job", "wait", "--help"],
        ])
    func help(arguments: [String]) async throws {
        let answer = try await Tool().call(arguments)
        #expect(answer.status == 0)
        #expect(!answer.output.isEmpty)
        if arguments != ["--version"] { #expect(answer.output.contains("EXAMPLE")) }
    }
}
