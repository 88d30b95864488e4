import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct CronCommandTests {
    @Test("schedules are added, listed with their next instants, paused, resumed, run and removed")
    func life() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let add = try await tool(
            "cron", "add", "nightly", "--tenant", "acme", "--schedule", "30 2 * * *", "--zone", "Europe/Berlin",
            "--job",
            "report", "--missed", "once", "--spread", "10m", "--json")
        #expect(add.status == 0, "\(add.errors)")
        let twice = try await tool(
            "cron", "add", "nightly", "--tenant", "acme", "--schedule", "@daily", "--job", "report")
        #expect(twice.status == 1)
        let list = try await tool("cron", "list", "--tenant", "acme", "--next", "2", "--json")
        #expect(list.lines.count == 1)
        #expect(list.output.contains(#""id":"nightly""#) && list.output.contains(#""missed":"once""#))
        #expect(list.output.split(separator: "Z\"").count == 3)
        for verb in ["pause", "resume", "run-now"] {
            let answer = try await tool("cron", verb, "nightly", "--tenant", "acme", "--json")
            #expect(answer.status == 0, "\(verb): \(answer.errors)")
        }
        #expect(try await tool("job", "list", "--tenant", "acme", "--state", "ready", "--json").lines.count == 1)
        #expect(try await tool("cron", "remove", "nightly", "--tenant", "acme").status == 0)
        #expect(try await tool("cron", "list", "--tenant", "acme", "--json").output == "")
        #expect(try await tool("cron", "remove", "nightly", "--tenant", "acme").status == 66)
    }

    @Test("a plan is for all tenants, those that come later too")
    func plans() async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        try await tool("cron", "add", "digest", "--all-tenants", "--schedule", "0 6 * * MON", "--job", "digest")
        try await tool("tenant", "add", "late")
        let list = try await tool("cron", "list", "--tenant", "late", "--json")
        #expect(list.output.contains(#""planned":true"#))
        #expect(try await tool("cron", "list", "--plans", "--json").lines.count == 1)
        #expect(try await tool("cron", "remove", "digest", "--all-tenants").status == 0)
        #expect(try await tool("cron", "list", "--all-tenants", "--json").output == "")
        #expect(try await tool("cron", "remove", "digest", "--all-tenants").status == 66)
    }

    @Test(
        "lines that never fire, unknown zones and other nonsense exit 64 with the reason",
        arguments: [
            ["--schedule", "0 0 31 2 *"], ["--schedule", "* * * *"], ["--schedule", "60 * * * *"],
            ["--schedule", "*/0 * * * *"], ["--schedule", "@daily", "--zone", "Mars/Olympus"],
            ["--schedule", "@daily", "--zone", "../../etc/passwd"], ["--schedule", "@daily", "--missed", "sometimes"],
            ["--schedule", "@daily", "--spread", "2d"], ["--schedule", "@every 0s"],
        ])
    func refused(options: [String]) async throws {
        let tool = try Tool()
        _ = try await tool.prepared()
        let answer = try await tool.call(["cron", "add", "x", "--tenant", "acme", "--job", "report"] + options)
        #expect(answer.status == 64, "\(answer.errors)")
        #expect(try await tool("cron", "list", "--tenant", "acme", "--json").output == "")
    }
}
