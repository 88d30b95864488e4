import BellhopTesting
import FoundationEssentials
import Subprocess
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(5)))
struct SystemdTests {
    private func prepared(_ handlers: String) async throws -> (Tool, NotifyListener) {
        var tool = try Tool()
        _ = try await tool.prepared()
        _ = try tool.file("handlers.yaml", handlers)
        let listener = try NotifyListener(path: "\(tool.folder)/notify.sock")
        tool.environment["NOTIFY_SOCKET"] = listener.path
        return (tool, listener)
    }

    @Test("systemd is told of readiness, of the watchdog's food, and of the end")
    func life() async throws {
        let (prepared, listener) = try await prepared("handlers:\n  echo: { command: [cat] }\n")
        var tool = prepared
        tool.environment["WATCHDOG_USEC"] = "600000"
        let ended = try await tool.work { signal in
            #expect(await listener.until("READY=1").last?.contains("READY=1") == true)
            _ = await listener.until("WATCHDOG=1")
            _ = await listener.until("STATUS=working: 0 jobs run")
            try signal(.terminate)
            let last = await listener.until("STOPPING=1").last ?? ""
            #expect(last.contains("EXTEND_TIMEOUT_USEC="))
        }
        #expect(ended.status == .exited(0), "\(ended.log)")
        listener.end()
    }

    @Test("a watchdog that is meant for another process is not fed, and a socket that is not there is said once")
    func notMeant() async throws {
        let (prepared, listener) = try await prepared("handlers:\n  echo: { command: [cat] }\n")
        var tool = prepared
        tool.environment["WATCHDOG_USEC"] = "300000"
        tool.environment["WATCHDOG_PID"] = "1"
        let ended = try await tool.work { signal in
            var seen = await listener.until("STATUS=working: 0 jobs run")
            seen += await listener.until("STATUS=working: 0 jobs run")
            #expect(!seen.contains { $0.contains("WATCHDOG=1") })
            try signal(.terminate)
        }
        #expect(ended.status == .exited(0))
        listener.end()
        tool.environment["NOTIFY_SOCKET"] = "\(tool.folder)/nowhere.sock"
        let drained = try await tool("work", "--handlers", "\(tool.folder)/handlers.yaml", "--drain")
        #expect(drained.status == 0)
        #expect(drained.errors.components(separatedBy: "systemd cannot be told").count == 2)
    }

    @Test("SIGHUP reads the handlers again, and a file with errors changes nothing")
    func reload() async throws {
        let (tool, listener) = try await prepared("handlers:\n  echo: { command: [echo, '1'] }\n")
        let ended = try await tool.work { signal in
            _ = await listener.until("READY=1")
            func result() async throws -> JobLine.Value {
                let ref = try JobLine(try await tool("enqueue", "echo", "--tenant", "acme", "--json").lines[0]).ref
                return try JobLine(try await tool("job", "wait", ref, "--json").lines[0]).result
            }
            #expect(try await result() == .number(1))
            _ = try tool.file("handlers.yaml", "handlers:\n  echo: { command: [echo, '2'] }\n")
            try signal(.init(rawValue: 1))
            _ = await listener.until("RELOADING=1")
            _ = await listener.until("READY=1")
            #expect(try await result() == .number(2))
            _ = try tool.file("handlers.yaml", "handlers:\n  echo: { comand: [echo, '3'] }\n")
            try signal(.init(rawValue: 1))
            #expect(try await result() == .number(2))
            try signal(.terminate)
        }
        #expect(ended.status == .exited(0))
        #expect(ended.log.contains("the handlers stay as they were"))
        #expect(ended.log.contains("handlers.yaml:2") && ended.log.contains("comand"), "\(ended.log)")
        listener.end()
    }

    @Test("a second SIGTERM hurries: the running job is released with no attempt used")
    func hurry() async throws {
        let (tool, listener) = try await prepared("handlers:\n  long: { command: [sleep, '1000'] }\n")
        let ref = try JobLine(try await tool("enqueue", "long", "--tenant", "acme", "--json").lines[0]).ref
        let ended = try await tool.work(["--drain-deadline", "1h"]) { signal in
            _ = await listener.until("STATUS=working: 1 jobs run")
            try signal(.terminate)
            _ = await listener.until("STOPPING=1")
            try signal(.terminate)
        }
        #expect(ended.status == .exited(0), "\(ended.log)")
        let report = ended.log.split(separator: "\n").last { $0.contains("the worker has stopped") } ?? ""
        for part in ["finished=0", "released=1", "abandoned=0"] { #expect(report.contains(part), "\(ended.log)") }
        let job = try JobLine(try await tool("job", "show", ref, "--json").lines[0])
        #expect(job.state == "ready")
        #expect(job.attempt == 0)
        listener.end()
    }
}
