import BellhopTesting
import FoundationEssentials
import Subprocess
import TestSupport
import Testing

/// Moves the wall clock of a process and of what it starts, and leaves its monotonic clock alone.
///
/// Debian's libfaketime will not do: it moves the deadlines of monotonic timers too, so that no timer of a Swift program
/// fires on a machine that was started less than the offset ago.
private struct MovedWallClock {
    private static let source = #"""
        #define _GNU_SOURCE
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>
        static long offset;
        __attribute__((constructor)) static void start(void) {
            const char *text = getenv("WALL_CLOCK_OFFSET");
            offset = text ? atol(text) : 0;
        }
        int clock_gettime(clockid_t clock, struct timespec *at) {
            int status = syscall(SYS_clock_gettime, clock, at);
            if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += offset;
            return status;
        }
        int gettimeofday(struct timeval *at, void *zone) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            at->tv_sec = now.tv_sec;
            at->tv_usec = now.tv_nsec / 1000;
            return 0;
        }
        time_t time(time_t *at) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            if (at) *at = now.tv_sec;
            return now.tv_sec;
        }
        """#

    private let library: String

    /// Builds the library in a test's folder, with the compiler that comes with Swift.
    init(in tool: Tool) async throws {
        let source = try tool.file("wall-clock.c", Self.source)
        library = "\(tool.folder)/wall-clock.so"
        let built = try await Subprocess.run(
            .name("clang"), arguments: ["-shared", "-fPIC", "-O1", "-o", library, source], output: .discarded,
            error: .string(limit: 1 << 16))
        guard built.terminationStatus.isSuccess else { throw CannotBuild(reason: built.standardError) }
    }

    /// Gives the environment of a process whose clock is so many seconds off.
    func environment(offset: Int) -> [String: String] {
        ["LD_PRELOAD": library, "WALL_CLOCK_OFFSET": "\(offset)"]
    }

    private struct CannotBuild: Error { let reason: String }
}

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct ClockTests {
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

    @Test("a worker and a producer whose clocks are an hour off change nothing", arguments: [3600, -3600])
    func processes(offset: Int) async throws {
        let right = try Tool()
        var wrong = right
        wrong.environment.merge(try await MovedWallClock(in: right).environment(offset: offset)) { $1 }
        // It is in force: what a process with this clock calls now is not what we do.
        let told = try await Subprocess.run(
            .name("date"), arguments: ["+%s"], environment: wrong.custom, output: .string(limit: 100))
        let seconds = try #require(Double(told.standardOutput.filter(\.isNumber)))
        #expect(abs(seconds - Date.now.timeIntervalSince1970 - Double(offset)) < 60)
        try await play(wrong, observer: right)
    }

    private struct JobHasNoTime: Error {}
}
