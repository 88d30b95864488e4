import BellhopCore
import BellhopStore
import Synchronization

/// Stands for one run: what can end it from outside, and why it was.
final class RunningJob: Sendable {
    /// Says why a run was ended from outside.
    enum Cancellation: Sendable {
        /// Its time was up.
        case timedOut
        /// Somebody cancelled the job.
        case cancelled
        /// The worker has to stop.
        case stopping
        /// The worker's lease ended: the job may be another's by now.
        case leaseLost
    }

    /// Lets another task cancel the one that runs the job.
    ///
    /// SAFETY: an `UnsafeCurrentTask` may be used from elsewhere to cancel, as long as its task is alive. It is set by the
    /// task itself and taken back by it before it ends, both under the lock under which it is used.
    private struct Handle: @unchecked Sendable {
        let task: UnsafeCurrentTask
    }

    private struct Fields {
        var handle: Handle?
        var cancellation: Cancellation?
        var deadline: ContinuousClock.Instant?
        var hasEnded = false
        /// Is what beats have charged beyond the estimate, and what the beat under way is about to.
        var charged = 0
        var charging = 0
    }

    /// Identifies the job.
    let key: JobKey
    /// Is the claim under which it runs.
    let claim: Claim
    /// Names the worker that claimed it.
    let worker: WorkerID
    private let started = ContinuousClock.now
    /// Ends what the run may do in the tenant's name.
    let token: ScopeToken
    /// Is how long the run may go on after it was cancelled, before it counts as stuck.
    private let grace: Duration
    private let watch: DeadlineWatch
    private let fields = Mutex<Fields>(Fields())

    init(_ job: ClaimedJob, of worker: WorkerID, grace: Duration, watch: DeadlineWatch) {
        self.key = JobKey(tenant: job.claim.tenant, id: job.id)
        self.claim = job.claim
        self.grace = grace
        self.watch = watch
        self.worker = worker
        self.token = ScopeToken(.tenant(key.tenant), outerTenant: key.tenant)
    }

    /// Names the kind of job.
    var name: JobName { claim.name }

    /// Gives the worker time, in microseconds, that a beat may charge now: what the run has taken so far beyond its estimate
    /// and what was charged before.
    func nextCharge(at now: ContinuousClock.Instant) -> Int {
        fields.withLock { fields in
            fields.charging =
                fields.hasEnded ? 0 : max(0, (now - started).wholeMicroseconds - claim.estimate - fields.charged)
            return fields.charging
        }
    }

    /// Notes that the beat was acknowledged which charged what ``nextCharge(at:)`` gave.
    func noteCharge() {
        fields.withLock { fields in
            fields.charged += fields.charging
            fields.charging = 0
        }
    }

    /// Gives what beats have charged beyond the estimate, in microseconds.
    var charged: Int { fields.withLock { $0.charged } }

    /// Says why the run was ended from outside, if it was.
    var cancellation: Cancellation? { fields.withLock { $0.cancellation } }

    /// Gives the instant at which the run's time is up; of one that was cancelled, the instant at which it is stuck.
    var deadline: ContinuousClock.Instant? { fields.withLock { $0.deadline } }

    /// Runs `operation` so that ``cancel(_:)`` reaches it.
    func run(until deadline: ContinuousClock.Instant, _ operation: () async -> Void) async {
        withUnsafeCurrentTask { task in
            guard let task else { return }
            fields.withLock { fields in
                fields.handle = Handle(task: task)
                if fields.cancellation == nil { fields.deadline = deadline } else { task.cancel() }
            }
        }
        watch.note(deadline)
        await operation()
        fields.withLock { fields in
            fields.handle = nil
            fields.deadline = nil
            fields.hasEnded = true
        }
    }

    /// Cancels the run; the first reason stands, but a lost lease replaces any other.
    func cancel(_ reason: Cancellation) {
        if reason == .leaseLost { token.revoke() }
        let end = ContinuousClock.now + grace
        let isFirst = fields.withLock { fields in
            let isFirst = fields.cancellation == nil && !fields.hasEnded
            if isFirst { fields.deadline = end }
            if fields.cancellation == nil || reason == .leaseLost { fields.cancellation = reason }
            fields.handle?.task.cancel()
            return isFirst
        }
        if isFirst { watch.note(end) }
    }
}
