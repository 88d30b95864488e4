import Bellhop
import BellhopCore
import BellhopStore

extension JobRunner {
    /// Decides what becomes of a job whose run failed; called while its scope is still entered.
    func failure(
        _ error: any Error, context: JobContext, handler: JobRegistry.Handler, attempts: Int, timeout: Duration,
        _ running: RunningJob
    ) -> Settlement {
        var cause = error
        switch running.cancellation {
        case .stopping, .leaseLost: return .released
        case .cancelled: return .cancelled
        case .timedOut: cause = BellhopError(.timedOut, "the run took longer than \(timeout) and was cancelled")
        case nil: break
        }
        let report = ErrorReport(error: cause, attempt: context.attempt).json
        let decision = (cause as? any DecidesRetry)?.retryDecision ?? .byPolicy
        switch decision {
        case .dead: return .dead(error: report)
        case .discard: return handler.mayDiscard ? .cancelled : .dead(error: report)
        case .snooze(let delay): return .snooze(delay)
        case .retry(let delay):
            return context.attempt < attempts ? .retry(after: delay, error: report) : .dead(error: report)
        case .byPolicy:
            guard context.attempt < attempts else { return .dead(error: report) }
            let delay = handler.retry.delay(afterFailures: context.attempt, random: Double.random(in: 0...1))
            return .retry(after: delay, error: report)
        }
    }
}
