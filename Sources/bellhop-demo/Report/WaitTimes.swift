import Bellhop
import FoundationEssentials
import Histogram
import Synchronization

/// Records how long the jobs of each tenant waited for their first run.
///
/// It is an activation hook: the worker calls it before each job, in the tenant's scope. A job's id carries the instant
/// at which it was made, so that producer and worker need share nothing but a clock, here that of one machine.
final class WaitTimes: ActivationHook {
    let name = "wait-times"
    private let histograms = Mutex<[TenantID: Histogram<UInt32>]>([:])

    /// Records the wait of a job that starts.
    func activate(for context: JobContext) async throws {
        guard context.attempt == 1 else { return }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let wait = UInt64(max(0, now - context.ref.id.milliseconds))
        histograms.withLock { histograms in
            _ = histograms[context.tenant, default: Histogram(highestTrackableValue: 3_600_000)].record(wait)
        }
    }

    /// Has nothing to put away.
    func deactivate(for context: JobContext) async throws {}

    /// Gives the wait that `percentile` per cent of a tenant's jobs did not exceed.
    func wait(of tenant: TenantID, atPercentile percentile: Double) -> Duration {
        histograms.withLock { .milliseconds($0[tenant]?.valueAtPercentile(percentile) ?? 0) }
    }
}
