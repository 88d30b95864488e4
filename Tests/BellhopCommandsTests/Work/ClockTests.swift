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

    // Only ahead: with a clock behind, the library holds up the runtime's timers as well, and nothing is shown by that.
    @Test("a worker and a producer whose clocks are an hour ahead change nothing", .enabled(if: library != nil))
    func hourAhead() async throws {
        let right = try Tool()
        _ = try await right.prepared()
        // Fails once, so that a retry becomes due by somebody's clock.
        let script = "test $BELLHOP_ATTEMPT -gt 1 || exit 75; date +%s"
        _ = try right.file(
            "handlers.yaml",
            "handlers:\n  late: { command: [sh, -c, '\(script)'], retry: { base: 200ms, cap: 1s } }\n")
        var wrong = right
        // The library changes the environment of the first program that it is loaded into, and Swift finds its arguments
        // behind the environment.
        wrong.launcher = ["/usr/bin/env"]
        wrong.environment["LD_PRELOAD"] = Self.library
        wrong.environment["FAKETIME"] = "+1h"
        wrong.environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        let before = Date.now
        let ended = try await wrong.work { signal in
            let line = try await wrong("enqueue", "late", "--tenant", "acme", "--in", "300ms", "--json").lines[0]
            let ref = try JobLine(line).ref
            let answer = try await right("job", "wait", ref, "--json")
            #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
            let job = try JobLine(answer.lines[0])
            #expect(job.attempt == 2)
            // The handler inherits nothing of the worker's environment, and so has the right time again.
            guard case .number(let seconds) = job.result else { throw JobHasNoTime() }
            #expect(abs(Double(seconds) - before.timeIntervalSince1970) < 1800)
            let workers = try await right("worker", "list", "--json").lines
            #expect(workers.count == 1)
            try signal(.terminate)
        }
        #expect(ended.status == .exited(0), "\(ended.log)")
        #expect(!ended.log.contains("lease ended"))
    }

    private struct JobHasNoTime: Error {}
}
