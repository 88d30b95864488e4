import BellhopStore
import CoreMetrics
import Logging
import Synchronization

/// Cancels runs whose time is up, and gives up those that ignore their cancellation, by the monotonic clock.
///
/// It sleeps until the earliest deadline that it was told of. Runs that ended before are looked at in vain and nothing
/// more, so that a run costs no timer of its own.
final class DeadlineWatch: Sendable {
    private let next = Mutex<ContinuousClock.Instant?>(nil)
    private let signal = Signal()
    private let metrics: WorkerMetrics
    private let logger: Logger

    init(metrics: WorkerMetrics, logger: Logger) {
        self.metrics = metrics
        self.logger = logger
    }

    /// Notes that a run's time is up at `deadline`.
    func note(_ deadline: ContinuousClock.Instant) {
        let isEarliest = next.withLock { next in
            if let earliest = next, earliest <= deadline { return false }
            next = deadline
            return true
        }
        if isEarliest { signal.fire() }
    }

    /// Watches until it is cancelled.
    func run(_ state: WorkerState) async {
        await withTaskCancellationHandler {
            while !Task.isCancelled {
                if let earliest = next.withLock({ $0 }) {
                    await signal.wait(until: earliest)
                } else {
                    await signal.wait()
                }
                cancelOverdue(state)
            }
        } onCancel: {
            signal.fire()
        }
    }

    private func cancelOverdue(_ state: WorkerState) {
        let now = ContinuousClock.now
        next.withLock { next in if let earliest = next, earliest <= now { next = nil } }
        for job in state.allRunning {
            guard let deadline = job.deadline else { continue }
            if deadline > now {
                note(deadline)
            } else if job.cancellation == nil {
                job.cancel(.timedOut)
            } else if state.giveUp(job) {
                metrics.stuckHandlers.increment()
                logger.error(
                    "a handler ignores its cancellation: the worker claims no more and ends without it",
                    metadata: [
                        "job.id": "\(job.key.id)", "job.name": "\(job.name)", "tenant.id": "\(job.key.tenant)",
                    ])
            }
        }
    }
}
