import BellhopCore
import BellhopStore
import CoreMetrics
import Logging
import Synchronization

/// Settles what has ended and claims for the slots that are free, for one life of a worker.
///
/// 1. Each call settles and claims at most half of the slots, and under load two calls are under way on two numbered
///    channels: while Redis works on one half, the worker runs the other.
/// 2. While a call is under way, more runs end: the next call takes them all. Nothing waits for a batch to fill.
/// 3. A call that got no answer is repeated under its number until the lease ends.
/// 4. With free slots and no work it waits to be woken, for the next due instant, or for the poll that is a backstop.
struct ClaimLoop {
    /// Says how a life ended.
    enum End {
        /// Everything was settled; the worker may leave.
        case drained
        /// The lease ended.
        case lost
    }

    private struct Channel {
        var calls = 0
        var wanted = 0
        var isBusy = false
    }

    private struct Answer: Sendable {
        let request: ExchangeRequest
        let sent: ContinuousClock.Instant
        let wakes: Int
        let claims: Int
        let reply: ExchangeReply?
    }

    /// Takes the answers to calls that are made by tasks of their own.
    private final class Mailbox: Sendable {
        private let answers = Mutex<[Answer]>([])

        func put(_ answer: Answer) { answers.withLock { $0.append(answer) } }
        func take() -> [Answer] {
            answers.withLock { answers in
                defer { answers = [] }
                return answers
            }
        }
    }

    let store: JobStore
    let worker: WorkerID
    let options: WorkerOptions
    let state: WorkerState
    let lease: Lease
    let metrics: WorkerMetrics
    let logger: Logger

    private static let clock = ContinuousClock()
    private static let drainCheck: Duration = .milliseconds(100)
    private static let mostFailures = 5

    private let mailbox = Mailbox()
    private var channels = [Channel(), Channel()]
    private var isIdle = false
    private var wakes = 0
    private var claims = 0
    private var looksAt = clock.now
    private var drainEnd: ContinuousClock.Instant?
    private var order: QueueOrder

    init(
        store: JobStore, worker: WorkerID, options: WorkerOptions, state: WorkerState, lease: Lease,
        metrics: WorkerMetrics, logger: Logger
    ) {
        self.store = store
        self.worker = worker
        self.options = options
        self.state = state
        self.lease = lease
        self.metrics = metrics
        self.logger = logger
        self.order = QueueOrder(options.queues, weights: options.queueWeights)
    }

    /// Runs until the worker has drained or the lease is lost; `start` is called with each job that was claimed.
    mutating func run(start: (ClaimedJob) -> Void) async -> End {
        await withDiscardingTaskGroup { calls in
            while true {
                state.noteTurn()
                for answer in mailbox.take() where !take(answer, start) { return .lost }
                if lease.isLost { return .lost }
                advancePhase()
                guard let request = nextRequest() else {
                    let hasEnded = noCallIsUnderWay && state.runningCount == 0 && state.settledCount == 0
                    if hasEnded, state.phase > .working { return .drained }
                    if hasEnded, options.drainsAndEnds, isIdle {
                        if await isDrained() { return .drained }
                        looksAt = Self.clock.now + Self.drainCheck
                    }
                    await wait()
                    continue
                }
                let sent = Self.clock.now
                let (wakes, claims) = (wakes, claims)
                if isUnderLoad(request) {
                    calls.addTask { [self] in
                        let reply = await answer(to: request)
                        mailbox.put(
                            Answer(request: request, sent: sent, wakes: wakes, claims: claims, reply: reply))
                        state.signal.fire()
                    }
                } else {
                    let reply = await answer(to: request)
                    let answer = Answer(request: request, sent: sent, wakes: wakes, claims: claims, reply: reply)
                    guard take(answer, start) else { return .lost }
                }
            }
        }
    }

    private var noCallIsUnderWay: Bool { !channels[0].isBusy && !channels[1].isBusy }
    private var share: Int { (options.concurrency + 1) / 2 }

    /// Says that a call carries so much that it is worth preparing the next one beside it.
    private func isUnderLoad(_ request: ExchangeRequest) -> Bool { request.settled.count * 4 >= share && share >= 4 }

    /// Takes what there is to settle and to claim, and a channel for it; `nil` when there is nothing to do now.
    private mutating func nextRequest() -> ExchangeRequest? {
        guard let index = channels.firstIndex(where: { !$0.isBusy }) else { return nil }
        if !noCallIsUnderWay, state.settledCount * 2 < share { return nil }
        let isClaiming = state.phase == .working && !state.isQuiet
        let (settled, free) = state.take(limit: share, requested: channels[0].wanted + channels[1].wanted)
        let wanted = isClaiming ? min(free, share) : 0
        let wasIdle = isIdle
        if wakes != state.wakes || !isClaiming {
            wakes = state.wakes
            isIdle = false
        }
        let isTime = looksAt <= Self.clock.now
        // A worker that claims no more leaves the idle, so that wake-ups go to others.
        let leavesIdle = wasIdle && !isClaiming
        if settled.isEmpty, !leavesIdle, wanted == 0 || (isIdle && !isTime) { return nil }
        if wanted > 0 { claims += 1 }
        channels[index].calls += 1
        channels[index].wanted = wanted
        channels[index].isBusy = true
        return ExchangeRequest(
            worker: worker, channel: index, call: channels[index].calls, wanted: wanted, isIdle: wasIdle,
            queues: order.queues, settled: settled, keepOutcomes: options.keepOutcomes, fairness: options.fairness)
    }

    /// Starts the jobs that an answer brought; `false` when the lease is lost.
    private mutating func take(_ answer: Answer, _ start: (ClaimedJob) -> Void) -> Bool {
        let request = answer.request
        channels[request.channel].isBusy = false
        channels[request.channel].wanted = 0
        guard let reply = answer.reply, reply.status == .ok, !lease.isLost else { return false }
        report(reply.refused)
        if !options.queueWeights.isEmpty {
            order.note(reply.jobs.reduce(into: [:]) { $0[$1.claim.queue, default: 0] += $1.claim.estimate })
        }
        for job in reply.jobs { start(job) }
        // An answer that a wake-up or a later claim has overtaken says nothing of what waits now.
        if request.wanted > 0, answer.claims == claims {
            isIdle = reply.jobs.count < request.wanted && !reply.hasMore && answer.wakes == state.wakes
            looksAt = answer.sent + options.poll
            if let due = reply.nextDue { looksAt = min(looksAt, answer.sent + .milliseconds(max(0, due - reply.now))) }
        }
        return true
    }

    /// Waits for something to do.
    private func wait() async {
        let phase = state.phase
        if phase == .working, noCallIsUnderWay, isIdle {
            await state.signal.wait(until: looksAt)
        } else if let drainEnd,
            phase == .draining
        {
            await state.signal.wait(until: drainEnd)
        } else {
            await state.signal.wait()
        }
        // Lets runs that are about to end do so first, so that one call takes them all.
        await Task.yield()
    }

    /// Repeats a call under its number until it is answered; `nil` when the lease ends first.
    private func answer(to request: ExchangeRequest) async -> ExchangeReply? {
        var pause = Duration.milliseconds(20)
        var failures = 0
        while !lease.isLost {
            do { return try await store.exchange(request) } catch {
                switch error.code {
                case .unavailable, .outcomeUnknown, .timedOut, .storeFull:
                    logger.debug("a claim call failed and is repeated", metadata: ["error": "\(error)"])
                default:
                    failures += 1
                    logger.error("the store cannot take a claim call", metadata: ["error": "\(error)"])
                    if failures == Self.mostFailures { return nil }
                }
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(500))
        }
        return nil
    }

    private mutating func advancePhase() {
        guard state.phase == .draining else { return }
        let end = drainEnd ?? Self.clock.now + options.drainDeadline
        drainEnd = end
        if end > Self.clock.now { return }
        let jobs = state.stop()
        if jobs == 0 { return }
        logger.notice("the drain deadline has passed: running jobs are cancelled", metadata: ["jobs": "\(jobs)"])
    }

    private func report(_ refused: [JobID]) {
        if refused.isEmpty { return }
        metrics.lateWrites.increment(by: refused.count)
        logger.warning(
            "settlements were refused: their claims were no longer this worker's",
            metadata: ["jobs": "\(refused.count)", "first.job.id": "\(refused[0])"])
    }

    private func isDrained() async -> Bool {
        guard let answer = try? await store.drained(queues: options.queues) else { return false }
        if answer.isDrained, answer.tenantsWithDueJobs > 0 {
            logger.notice(
                "drained; jobs that are due later stay",
                metadata: [
                    "tenants": "\(answer.tenantsWithDueJobs)",
                    "next.due.milliseconds": "\(answer.nextDue.map(String.init) ?? "")",
                ])
        }
        return answer.isDrained
    }
}
