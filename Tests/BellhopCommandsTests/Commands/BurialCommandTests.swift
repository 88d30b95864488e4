import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(5)))
struct BurialCommandTests {
    /// Makes a tenant with three dead jobs `bad` and two quarantined ones of an unknown name.
    private func withBuried() async throws -> Tool {
        let tool = try Tool()
        _ = try await tool.prepared()
        let handlers = try tool.file(
            "handlers.yaml", "handlers:\n  bad: { command: [sh, -c, 'echo boom >&2; exit 65'] }\n")
        try await tool("enqueue", "bad", "--tenant", "acme", "--count", "3")
        try await tool("enqueue", "nobody-knows", "--tenant", "acme", "--count", "2")
        let work = try await tool("work", "--handlers", handlers, "--drain")
        #expect(work.status == 0, "\(work.errors)")
        return tool
    }

    @Test("dead jobs are filtered, counted, put back and deleted")
    func dead() async throws {
        let tool = try await withBuried()
        #expect(try await tool("dead", "list", "--tenant", "acme", "--json").lines.count == 3)
        #expect(try await tool("dead", "list", "--tenant", "acme", "--error", "boom", "--json").lines.count == 3)
        #expect(try await tool("dead", "list", "--tenant", "acme", "--error", "other", "--json").output == "")
        #expect(try await tool("dead", "list", "--tenant", "acme", "--older-than", "1h", "--json").output == "")
        let dry = try await tool("dead", "retry", "--tenant", "acme", "--name", "bad", "--dry-run", "--json")
        #expect(dry.lines == [#"{"chosen":3,"done":0,"dryRun":true}"#])
        let ref = try JobLine(try await tool("dead", "list", "--tenant", "acme", "--json").lines[0]).ref
        #expect(try await tool("dead", "retry", ref, "--json").lines == [#"{"chosen":1,"done":1,"dryRun":false}"#])
        #expect(try await tool("dead", "retry", ref).status == 66)
        #expect(try await tool("job", "list", "--tenant", "acme", "--state", "ready", "--json").lines.count == 1)
        let refused = try await tool("dead", "delete", "--all-tenants")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--yes"))
        let deleted = try await tool("dead", "delete", "--all-tenants", "--yes", "--json")
        #expect(deleted.lines == [#"{"chosen":2,"done":2,"dryRun":false}"#])
        #expect(try await tool("dead", "list", "--all-tenants", "--json").output == "")
    }

    @Test("quarantined jobs are listed, shown and released")
    func quarantined() async throws {
        let tool = try await withBuried()
        let lines = try await tool("quarantine", "list", "--all-tenants", "--json").lines
        #expect(lines.count == 2)
        let shown = try await tool("quarantine", "show", try JobLine(lines[0]).ref)
        #expect(shown.output.contains("nobody-knows: quarantined since"))
        #expect(shown.output.contains("no handler"))
        let released = try await tool("quarantine", "release", "--tenant", "acme", "--name", "nobody-knows", "--json")
        #expect(released.lines == [#"{"chosen":2,"done":2,"dryRun":false}"#])
        #expect(try await tool("quarantine", "show", try JobLine(lines[0]).ref).status == 66)
    }

    @Test(
        "without a selector, with two, or with words that mean nothing, nothing is done",
        arguments: [
            ["dead", "retry"], ["dead", "delete", "--yes"], ["quarantine", "release"],
            ["dead", "list", "--tenant", "acme", "--all-tenants"], ["dead", "retry", "nonsense"],
            ["dead", "list", "--tenant", "acme", "--older-than", "soon"],
            ["dead", "list", "--tenant", "acme", "--name", "a:b"],
        ])
    func usage(arguments: [String]) async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let answer = try await tool.call(arguments)
        #expect(answer.status == 64, "\(answer.errors)")
    }
}
