import BellhopTesting
import FoundationEssentials
import Subprocess
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(5)))
struct ClockTests {
    /// Is Debian's libfaketime, which `deploy/test` installs: it moves a process's wall clock and nothing else.
    private static let library: String? = {
        let triples = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
        return triples.map { "/usr/lib/\($0)/faketime/libfaketime.so.1" }.first(where: FileManager.default.fileExists)
    }()

    /// Moves a process's wall clock and leaves its monotonic one alone.
    private static func moved(_ offset: String) -> [String: String] {
        ["LD_PRELOAD": library ?? "", "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"]
    }

    /// Runs a job that becomes due twice, once by its producer's wish and once as a retry.
    ///
    /// `tool` is the command of the worker and of the producer; `observer` asks with the right time.
    private func play(_ tool: Tool, observer: Tool) async throws {
        _ = try await observer.prepared()
        let script = "test $BELLHOP_ATTEMPT -gt 1 || exit 75; date +%s"
        _ = try observer.file(
            "handlers.yaml",
            "handlers:\n  late: { command: [sh, -c, '\(script)'], retry: { base: 200ms, cap: 1s } }\n")
        let before = ContinuousClock.now
        let ended = try await tool.work { signal in
            let line = try await tool("enqueue", "late", "--tenant", "acme", "--in", "300ms", "--json").lines[0]
            let answer = try await observer("job", "wait", try JobLine(line).ref, "--json")
            #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
            let job = try JobLine(answer.lines[0])
            #expect(job.attempt == 2)
            // The handler inherits nothing of the worker's environment, and so has the right time again.
            guard case .number(let seconds) = job.result else { throw JobHasNoTime() }
            #expect(abs(Double(seconds) - Date.now.timeIntervalSince1970) < 1800)
            #expect(ContinuousClock.now - before >= .milliseconds(500))
            #expect(try await observer("worker", "list", "--json").lines.count == 1)
            try signal(.terminate)
        }
        #expect(ended.status == .exited(0), "\(ended.log)")
        #expect(!ended.log.contains("lease ended"))
    }

    // A clock that is behind is injected, see `WallClockTests`: under the library no timer of a Swift program fires then (a
    // bare `Task.sleep` of 300 ms does not return within 5 s), and Debian's redis-server does not start at all.
    @Test("a worker and a producer whose clocks are an hour ahead change nothing", .enabled(if: library != nil))
    func processesAhead() async throws {
        let right = try Tool()
        var wrong = right
        // The library changes the environment of the first program that it is loaded into, and Swift finds its arguments
        // behind the environment.
        wrong.launcher = ["/usr/bin/env"]
        wrong.environment.merge(Self.moved("+1h")) { $1 }
        try await play(wrong, observer: right)
    }

    private struct JobHasNoTime: Error {}
}
