import BellhopTesting
import FoundationEssentials
import Subprocess
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(5)))
struct WorkerOrdersTests {
    private struct Listed: Decodable {
        let id: String
    }

    /// Asks until a worker is on the register, and gives its id.
    private func worker(_ tool: Tool) async throws -> String {
        while true {
            if let line = try await tool("worker", "list", "--json").lines.first {
                return try JSONDecoder().decode(Listed.self, from: Data(line.utf8)).id
            }
        }
    }

    @Test("a worker is shown with what it holds, told to be quiet, and told to stop")
    func orders() async throws {
        let tool = try Tool()
        let pipe = try await tool.pipe("go")
        _ = try await tool.prepared(
            handlers: "handlers:\n  hold: { command: [sh, -c, 'read line < \(pipe)'] }\n")
        let ended = try await tool.work { _ in
            let id = try await worker(tool)
            let held = try JobLine(try await tool("enqueue", "hold", "--tenant", "acme", "--json").lines[0])
            while try await tool("job", "show", held.ref, "--json").output.contains(#""state":"ready""#) {}
            let shown = try await tool("worker", "show", id, "--json")
            #expect(shown.status == 0 && shown.output.contains(held.ref), "\(shown.output)")
            #expect(try await tool("worker", "quiet", id).status == 0)
            #expect(try await tool("worker", "list", "--json").output.contains(#""order":"quiet""#))
            #expect(try await tool("worker", "stop", "--all").status == 0)
            #expect(try await tool("worker", "list", "--json").output.contains(#""order":"stop""#))
            // It waits for the job that it holds.
            _ = try await Subprocess.run(.name("sh"), arguments: ["-c", "echo > \(pipe)"], output: .discarded)
            while try await !tool("worker", "list", "--json").lines.isEmpty {}
            #expect(try await tool("job", "show", held.ref, "--json").output.contains(#""state":"succeeded""#))
        }
        #expect(ended.status == .exited(0), "\(ended.log)")
        #expect(ended.log.contains("the worker has an order"))
    }

    @Test("an unknown worker is not found, and no target is a usage error", arguments: ["show", "quiet", "stop"])
    func unknown(verb: String) async throws {
        let tool = try Tool()
        let answer = try await tool("worker", verb, "nobody-1-1")
        #expect(answer.status == 66)
        #expect(answer.errors.contains("nobody-1-1"))
        #expect(try await tool("worker", verb).status == 64)
    }
}
