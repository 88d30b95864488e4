import BellhopCore
import BellhopWorker
import Subprocess
import Synchronization
import SystemPackage

/// Keeps a number of worker processes alive, and signals them.
///
/// A process that ends is replaced at once, until the crew is dismissed.
package final class FaultCrew: Sendable {
    /// Is one process that was killed: what it held is to be run by others.
    package struct Kill: Sendable {
        let microseconds: Int
        let journal: String
        /// Holds the ids of the jobs that the process had claimed, as far as the store was there to say.
        var held: Set<String>

        /// Makes a kill at an instant of the monotonic clock.
        package init(microseconds: Int, journal: String, held: Set<String> = []) {
            self.microseconds = microseconds
            self.journal = journal
            self.held = held
        }
    }

    /// Is one process that was stopped for longer than its lease: it is to write nothing of what it held before.
    package struct Stop: Sendable {
        let journal: String
        let from: Int
        let until: Int

        /// Makes a stop between two instants of the monotonic clock, in microseconds.
        package init(journal: String, from: Int, until: Int) {
            self.journal = journal
            self.from = from
            self.until = until
        }
    }

    private struct Member {
        var signal: (@Sendable (Signal) throws -> Void)?
        var process: Int32 = 0
        var journal = ""
        var isStopped = false
    }

    private struct Fields {
        var members: [Member]
        var kills: [Kill] = []
        var stops: [Stop] = []
        var journals: [String] = []
        var isDismissed = false
        var log: [String: Int] = [:]
        var failures = 0
        var lastLine = ""
    }

    private let command: [String]
    private let folder: String
    private let fields: Mutex<Fields>

    /// Makes a crew of `count` processes that run `command` with a journal of their own in `folder`.
    init(count: Int, command: [String], folder: String) {
        self.command = command
        self.folder = folder
        fields = Mutex(Fields(members: Array(repeating: Member(), count: count)))
    }

    /// Runs until the crew was dismissed and every process has ended.
    func run() async throws {
        let count = fields.withLock { $0.members.count }
        try await withThrowingTaskGroup { group in
            for index in 0..<count { group.addTask { try await self.run(index) } }
            try await group.waitForAll()
        }
    }

    private func run(_ index: Int) async throws {
        for generation in 0..<10_000 {
            if fields.withLock({ $0.isDismissed }) { return }
            let journal = "\(folder)/journal-\(index)-\(generation)"
            let words = Programs.guardian(path: "/usr/bin:/bin") + command + ["--journal", journal]
            let ended = try await Subprocess.run(
                .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())), input: .none,
                output: .sequence, error: .combinedWithOutput
            ) { execution in
                let isDismissed = fields.withLock { fields in
                    fields.members[index] = Member(
                        signal: { try execution.send(signal: $0) }, process: execution.processIdentifier.value,
                        journal: journal)
                    fields.journals.append(journal)
                    return fields.isDismissed
                }
                if isDismissed { try? execution.send(signal: .terminate) }
                for try await line in execution.standardOutput.strings() { note(line) }
            }
            fields.withLock { $0.members[index].signal = nil }
            if case .exited(let status) = ended.terminationStatus, status != 0 { try noteFailure(status) }
        }
    }

    /// Gives up when workers end by themselves again and again.
    private func noteFailure(_ status: Int32) throws {
        let (failures, line) = fields.withLock { fields in
            fields.failures += 1
            return (fields.failures, fields.lastLine)
        }
        guard failures > 20 else { return }
        throw BellhopError(.jobFailed, "worker processes end by themselves, at last with status \(status): \(line)")
    }

    /// Counts the kinds of lines that workers log; what varies stands behind the message.
    private func note(_ line: String) {
        fields.withLock { $0.lastLine = line }
        for message in [
            "settlements were refused", "the worker's lease ended", "returned the jobs of a worker whose lease ended",
            "a handler ignores its cancellation", "Fatal error", "the store cannot take a claim call",
        ] where line.contains(message) {
            fields.withLock { $0.log[message, default: 0] += 1 }
        }
    }

    /// Gives what workers logged, by its message.
    var log: [String: Int] { fields.withLock { $0.log } }
    /// Lists the kills.
    var kills: [Kill] { fields.withLock { $0.kills } }
    /// Lists the stops.
    var stops: [Stop] { fields.withLock { $0.stops } }
    /// Lists the journals of all processes.
    var journals: [String] { fields.withLock { $0.journals } }

    /// Kills a process; gives its number, and that of the kill, if there was one to kill.
    func kill(_ number: UInt64) -> (process: Int32, kill: Int)? {
        fields.withLock { fields in
            let index = Int(number % UInt64(fields.members.count))
            let member = fields.members[index]
            guard let signal = member.signal, !member.isStopped else { return nil }
            fields.members[index].signal = nil
            fields.kills.append(Kill(microseconds: monotonicMicroseconds(), journal: member.journal))
            guard (try? signal(.kill)) != nil else { return nil }
            return (member.process, fields.kills.count - 1)
        }
    }

    /// Notes what a process held when it was killed.
    func note(_ held: Set<String>, of kill: Int) { fields.withLock { $0.kills[kill].held = held } }

    /// Stops a process for a while and lets it go on; says whether there was one to stop.
    func stop(_ number: UInt64, for span: Duration) async -> Bool {
        let stopped = fields.withLock { fields -> (signal: @Sendable (Signal) throws -> Void, journal: String)? in
            let index = Int(number % UInt64(fields.members.count))
            let member = fields.members[index]
            guard let signal = member.signal, !member.isStopped, (try? signal(.suspend)) != nil else { return nil }
            fields.members[index].isStopped = true
            return (signal, member.journal)
        }
        guard let stopped else { return false }
        let from = monotonicMicroseconds()
        try? await Task.sleep(for: span)
        fields.withLock { fields in
            fields.members[Int(number % UInt64(fields.members.count))].isStopped = false
            fields.stops.append(Stop(journal: stopped.journal, from: from, until: monotonicMicroseconds()))
            try? stopped.signal(.resume)
        }
        return true
    }

    /// Asks every process to drain, and replaces none any more.
    func dismiss() {
        fields.withLock { fields in
            fields.isDismissed = true
            for member in fields.members {
                try? member.signal?(.resume)
                try? member.signal?(.terminate)
            }
        }
    }

    /// Asks one process to drain, as a deploy does; another takes its place.
    func replace(_ number: UInt64) -> Bool {
        fields.withLock { fields in
            let index = Int(number % UInt64(fields.members.count))
            guard let signal = fields.members[index].signal, !fields.members[index].isStopped else { return false }
            return (try? signal(.terminate)) != nil
        }
    }
}
