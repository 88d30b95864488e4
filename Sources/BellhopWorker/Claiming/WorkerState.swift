import BellhopCore
import BellhopStore
import Synchronization

/// Holds what the loops of a worker share: the jobs that run, the claims that have ended, and what the worker is up to.
///
/// Every method is short and takes one lock; none calls out.
final class WorkerState: Sendable {
    /// Says what the worker is up to.
    enum Phase: Int, Comparable {
        /// Claims and runs jobs.
        case working
        /// Claims no more and lets the running jobs finish.
        case draining
        /// Cancels the jobs that still run.
        case stopping

        static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
    }

    private struct Fields {
        var phase = Phase.working
        var running: [ObjectIdentifier: RunningJob] = [:]
        /// Runs that were cancelled with the lease under which they were claimed, and have not ended yet.
        var lost: [ObjectIdentifier: RunningJob] = [:]
        /// Runs that ignored their cancellation.
        var stuck: [ObjectIdentifier: RunningJob] = [:]
        var isOver = false
        var isQuiet = false
        var turn = ContinuousClock.now
        var beat = ContinuousClock.now
        var settled: [SettledJob] = []
        var wakes = 1
        var finished = 0
        var released = 0
    }

    /// Tells the claim loop that something has changed.
    let signal = Signal()
    /// Tells that the worker is done: its loops have ended, and so has every run that is not stuck.
    let over = Signal()
    private let concurrency: Int
    private let fields = Mutex<Fields>(Fields())

    init(concurrency: Int) { self.concurrency = concurrency }

    /// Gives what the worker is up to.
    var phase: Phase { fields.withLock { $0.phase } }

    /// Gives when the claim loop last turned, and when a beat was last acknowledged.
    var progress: (turn: ContinuousClock.Instant, beat: ContinuousClock.Instant) {
        fields.withLock { ($0.turn, $0.beat) }
    }

    /// Notes that the claim loop turns.
    func noteTurn() { fields.withLock { $0.turn = .now } }

    /// Notes that a beat was acknowledged.
    func noteBeat() { fields.withLock { $0.beat = .now } }

    /// Says that an operator wants no more claims.
    var isQuiet: Bool { fields.withLock { $0.isQuiet } }

    /// Does what an operator says; says whether that was new.
    func obey(_ order: WorkerOrder) -> Bool {
        let isNew = fields.withLock { fields in
            switch order {
            case .quiet:
                defer { fields.isQuiet = true }
                return !fields.isQuiet
            case .stop:
                defer { fields.phase = max(fields.phase, .draining) }
                return fields.phase < .draining
            }
        }
        if isNew { signal.fire() }
        return isNew
    }

    /// Counts the jobs that run.
    var runningCount: Int { fields.withLock { $0.running.count } }

    /// Lists the runs that ignored their cancellation.
    var stuck: [RunningJob] { fields.withLock { Array($0.stuck.values) } }

    /// Notes that the worker's loops have ended.
    func close() {
        fields.withLock { $0.isOver = true }
        tellIfOver()
    }

    private func tellIfOver() {
        if fields.withLock({ $0.isOver && $0.running.isEmpty && $0.lost.isEmpty }) { over.fire() }
    }

    /// Gives up a run that ignores its cancellation, and drains; says whether it was one of those that run.
    func giveUp(_ job: RunningJob) -> Bool {
        let isGivenUp = fields.withLock { fields in
            let id = ObjectIdentifier(job)
            guard fields.running.removeValue(forKey: id) != nil || fields.lost.removeValue(forKey: id) != nil else {
                return false
            }
            fields.stuck[id] = job
            return true
        }
        if isGivenUp {
            advance(to: .draining)
            tellIfOver()
        }
        return isGivenUp
    }

    /// Counts the jobs that were finished and the jobs that were released.
    var totals: (finished: Int, released: Int) { fields.withLock { ($0.finished, $0.released) } }

    /// Moves on to a later phase; there is no way back.
    func advance(to phase: Phase) {
        fields.withLock { $0.phase = max($0.phase, phase) }
        signal.fire()
    }

    /// Claims no more and cancels the jobs that run; gives their number.
    @discardableResult
    func stop() -> Int {
        let jobs = fields.withLock { fields in
            fields.phase = .stopping
            return Array(fields.running.values)
        }
        for job in jobs { job.cancel(.stopping) }
        signal.fire()
        return jobs.count
    }

    /// Notes that there may be work.
    func wake() {
        fields.withLock { $0.wakes += 1 }
        signal.fire()
    }

    /// Counts the claims that have ended and wait to be settled.
    var settledCount: Int { fields.withLock { $0.settled.count } }

    /// Takes claims that have ended, `limit` at most, and counts the slots that are free once the call which settles
    /// them is acknowledged: those that neither run, nor wait to be settled, nor were asked for by a call under way.
    func take(limit: Int, requested: Int) -> (settled: [SettledJob], free: Int) {
        fields.withLock { fields in
            let settled: [SettledJob]
            if fields.settled.count <= limit {
                settled = fields.settled
                fields.settled = []
            } else {
                settled = Array(fields.settled.prefix(limit))
                fields.settled.removeFirst(limit)
            }
            let held = fields.running.count + fields.lost.count + fields.settled.count + requested
            return (settled, max(0, concurrency - held))
        }
    }

    /// Counts the wake-ups so far.
    var wakes: Int { fields.withLock { $0.wakes } }

    /// Notes a job that is about to run; its run is cancelled before it begins when the worker is stopping, or when the
    /// lease under which it was claimed has ended meanwhile.
    func start(_ job: RunningJob, under lease: Lease) {
        let phase = fields.withLock { fields in
            fields.running[ObjectIdentifier(job)] = job
            return fields.phase
        }
        if phase == .stopping { job.cancel(.stopping) }
        if lease.isLost { job.cancel(.leaseLost) }
    }

    /// Notes that a job's run has ended.
    ///
    /// Its claim is settled by the next call, or dropped if it was lost.
    func end(_ job: RunningJob, _ settlement: SettledJob) {
        fields.withLock { fields in
            let id = ObjectIdentifier(job)
            fields.lost[id] = nil
            fields.stuck[id] = nil
            // One that was given up or lost is settled no more.
            guard fields.running.removeValue(forKey: id) != nil, job.cancellation != .leaseLost else { return }
            if case .released = settlement.settlement { fields.released += 1 } else { fields.finished += 1 }
            fields.settled.append(settlement)
        }
        signal.fire()
        tellIfOver()
    }

    /// Says whether a job runs here, or has ended and waits to be settled.
    func knows(_ key: JobKey) -> Bool {
        fields.withLock { fields in
            fields.running.values.contains { $0.key == key } || fields.stuck.values.contains { $0.key == key }
                || fields.settled.contains { $0.id == key.id && $0.claim.tenant == key.tenant }
        }
    }

    /// Gives a running job.
    func running(_ key: JobKey) -> RunningJob? { fields.withLock { $0.running.values.first { $0.key == key } } }

    /// Gives all running jobs.
    var allRunning: [RunningJob] { fields.withLock { Array($0.running.values) + Array($0.lost.values) } }

    /// Forgets everything that was held under a lease that has ended.
    func forgetClaims() -> [RunningJob] {
        fields.withLock { fields in
            let jobs = Array(fields.running.values)
            fields.lost.merge(fields.running) { _, new in new }
            fields.running = [:]
            fields.settled = []
            fields.wakes += 1
            return jobs
        }
    }
}
