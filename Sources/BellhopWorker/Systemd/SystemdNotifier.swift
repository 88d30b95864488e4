import BellhopCore
import Logging

/// Tells systemd when the worker is ready, what it does, that it lives, and that it stops.
///
/// 1. `READY=1` once the worker stands on the register;
/// 2. `STATUS` with the jobs that run and were finished;
/// 3. `WATCHDOG=1` in every third of `WATCHDOG_USEC`, only while the claim loop turns and a beat was acknowledged within
///    that time: a process that hangs, and one that cannot reach Redis for so long, is started anew;
/// 4. `RELOADING=1` and `READY=1` around a change of the handlers;
/// 5. `STOPPING=1` when it drains, and how long that may take.
struct SystemdNotifier: Sendable {
    private static let clock = ContinuousClock()
    private let socket: NotifySocket
    private let watchdog: Duration?
    private let stopping: Duration

    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`; `nil` when systemd does not want to be told.
    init?(environment: [String: String], process: Int32, stopping: Duration, logger: Logger) {
        guard let socket = NotifySocket(environment: environment, logger: logger) else { return nil }
        self.socket = socket
        self.stopping = stopping
        let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
        watchdog = isMeant ? environment["WATCHDOG_USEC"].flatMap { Int64($0) }.map { .microseconds($0) } : nil
    }

    /// Says that the worker has joined.
    func ready() { socket.send("READY=1", "STATUS=working") }

    /// Says that handlers are being replaced, and then that they are.
    func reloaded() {
        socket.send("RELOADING=1", "MONOTONIC_USEC=\(monotonicMicroseconds())")
        socket.send("READY=1", "STATUS=working with new handlers")
    }

    /// Says that the worker claims no more, and how long it may go on.
    func stops() {
        socket.send("STOPPING=1", "STATUS=draining", "EXTEND_TIMEOUT_USEC=\(stopping.wholeMicroseconds)")
    }

    /// Reports and feeds the watchdog until it is cancelled.
    func run(_ state: WorkerState) async {
        let pause = min(watchdog.map { $0 / 3 } ?? .seconds(2), .seconds(2))
        var asked = Self.clock.now
        while !Task.isCancelled {
            state.signal.fire()
            try? await Task.sleep(for: pause)
            if Task.isCancelled { return }
            let totals = state.totals
            let words = state.phase == .working ? "working" : "draining"
            socket.send(
                "STATUS=\(words): \(state.runningCount) jobs run, \(totals.finished) finished, "
                    + "\(totals.released) released")
            guard let watchdog else { continue }
            let progress = state.progress
            let now = Self.clock.now
            if progress.turn >= asked, now - progress.beat < watchdog { socket.send("WATCHDOG=1") }
            asked = now
        }
    }
}
