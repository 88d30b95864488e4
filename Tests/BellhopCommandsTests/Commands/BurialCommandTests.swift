import BellhopTesting
import FoundationEssentials
import Subprocess
import SystemPackage
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

    @Test("more than two pages of jobs of two tenants are counted, put back and deleted, with a filter and without")
    func pages() async throws {
        let tool = try await withBuried()
        try await tool("tenant", "add", "globex")
        try await tool("enqueue", "nobody-knows", "--tenant", "acme", "--count", "1200")
        try await tool("enqueue", "somebody-else", "--tenant", "acme", "--count", "600")
        try await tool("enqueue", "nobody-knows", "--tenant", "globex", "--count", "7")
        #expect(try await tool("work", "--handlers", "\(tool.folder)/handlers.yaml", "--drain").status == 0)
        func chosen(_ arguments: String...) async throws -> String {
            let answer = try await tool.call(["quarantine"] + arguments + ["--json"])
            #expect(answer.status == 0, "\(answer.errors)")
            return answer.lines.last ?? ""
        }
        let named = ["--tenant", "acme", "--name", "nobody-knows"]
        #expect(
            try await tool.call(["quarantine", "list"] + named + ["--limit", "1100", "--json"]).lines.count == 1100)
        let dry = try await tool.call(["quarantine", "delete", "--dry-run", "--yes", "--json"] + named)
        #expect(dry.lines == [#"{"chosen":1202,"done":0,"dryRun":true}"#])
        #expect(
            try await chosen("release", "--all-tenants", "--older-than", "1h", "--dry-run")
                == #"{"chosen":0,"done":0,"dryRun":true}"#)
        #expect(
            try await chosen("release", "--all-tenants", "--newer-than", "1h", "--error", "somebody-else", "--dry-run")
                == #"{"chosen":600,"done":0,"dryRun":true}"#)
        #expect(
            try await chosen("release", "--tenant", "acme", "--name", "nobody-knows")
                == #"{"chosen":1202,"done":1202,"dryRun":false}"#)
        #expect(
            try await chosen("delete", "--all-tenants", "--newer-than", "1h", "--yes")
                == #"{"chosen":607,"done":607,"dryRun":false}"#)
        #expect(try await tool("quarantine", "list", "--all-tenants", "--json").output == "")
        let ready = try await tool("job", "list", "--tenant", "acme", "--state", "ready", "--limit", "2000", "--json")
        #expect(ready.lines.count == 1202)
    }

    @Test(
        "on a terminal it is shown how far the work is",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
    func progress() async throws {
        let tool = try await withBuried()
        let line = tool.words(["dead", "retry", "--tenant", "acme"]).joined(separator: " ")
        let ended = try await Subprocess.run(
            .path("/usr/bin/script"), arguments: ["-qec", line, "/dev/null"], environment: tool.custom,
            output: .string(limit: 1 << 20))
        #expect(ended.standardOutput.contains("3/3"), "\(ended.standardOutput)")
        #expect(ended.standardOutput.contains("retry: 3 of 3 dead jobs"))
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
