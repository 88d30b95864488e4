import BellhopCore
import BellhopStore
import Logging

/// Gives back claims that the store has and the worker does not, after the server was started again.
///
/// A server that lost the end of its log may have forgotten that a job was settled, and believe that it still runs. The
/// worker knows better, and nobody else would ever look: its lease holds.
///
/// 1. after another run of the server it asks what the store believes;
/// 2. what it does not know of it looks at again a lease later, because the answer to a claim call, or a settlement, may
///    have been under way;
/// 3. what it does not know of even then goes back to the head of its lane, under the fence that the store showed.
struct Reconciler {
    private struct Doubt: Hashable {
        let job: JobKey
        let fence: Int64
    }

    let store: JobStore
    let worker: WorkerID
    let state: WorkerState
    let logger: Logger
    private var doubts: Set<Doubt>?
    private var next: ContinuousClock.Instant?

    init(store: JobStore, worker: WorkerID, state: WorkerState, logger: Logger) {
        self.store = store
        self.worker = worker
        self.state = state
        self.logger = logger
    }

    /// Notes that the server was started again.
    mutating func suspect(at instant: ContinuousClock.Instant) {
        doubts = nil
        next = instant
    }

    /// Looks if it is time, and gives back what has been in doubt for `lease`.
    mutating func look(at instant: ContinuousClock.Instant, lease: Duration) async {
        guard let due = next, due <= instant, let held = try? await store.held(by: worker) else { return }
        let unknown = held.filter { !state.knows(JobKey(tenant: $0.claim.tenant, id: $0.id)) }
        guard let before = doubts else {
            doubts = Set(unknown.map { Doubt(job: JobKey(tenant: $0.claim.tenant, id: $0.id), fence: $0.claim.fence) })
            next = unknown.isEmpty ? nil : instant + lease
            return
        }
        let lost = unknown.filter {
            before.contains(Doubt(job: JobKey(tenant: $0.claim.tenant, id: $0.id), fence: $0.claim.fence))
        }
        let settled = lost.map {
            SettledJob(
                claim: $0.claim, id: $0.id, attempt: 1, runMicroseconds: 0, isPayloadApart: false,
                recordBytes: 0, settlement: .released)
        }
        // Call 0 settles and claims nothing, so it does not meddle with the numbered calls.
        let request = ExchangeRequest(worker: worker, call: 0, wanted: 0, settled: settled)
        if !settled.isEmpty {
            guard (try? await store.exchange(request)) != nil else { return }
            logger.warning(
                "gave back claims that the store had and the worker did not, after the server was started again",
                metadata: ["jobs": "\(settled.count)", "first.job.id": "\(settled[0].id)"])
        }
        doubts = nil
        next = nil
    }
}
