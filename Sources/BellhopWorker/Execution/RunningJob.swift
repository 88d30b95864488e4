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
    }

    /// Identifies the job.
    let key: JobKey
    /// Names the worker that claimed it.
    let worker: WorkerID
    /// Ends what the run may do in the tenant's name.
    let token: ScopeToken
    /// Names the kind of job.
    let name: JobName
    /// Is how long the run may go on after it was cancelled, before it counts as stuck.
    private let grace: Duration
    private let watch: DeadlineWatch
    private let fields = Mutex<Fields>(Fields())

    init(_ key: JobKey, name: JobName, of worker: WorkerID, grace: Duration, watch: DeadlineWatch) {
        self.key = key
        self.name = name
        self.grace = grace
        self.watch = watch
        self.worker = worker
        self.token = ScopeToken(.tenant(key.tenant), outerTenant: key.tenant)
    }

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
