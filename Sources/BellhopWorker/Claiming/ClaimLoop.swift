import BellhopCore
import BellhopStore
import Logging

/// Settles what has ended and claims for the slots that are free, one call at a time, for one life of a worker.
///
/// 1. While a call is under way, more runs end: the next call takes them all. Nothing waits for a batch to fill.
/// 2. A call that got no answer is repeated under its number until the lease ends.
/// 3. With free slots and no work it waits to be woken, for the next due instant, or for the poll that is a backstop.
struct ClaimLoop {
    /// Says how a life ended.
    enum End {
        /// Everything was settled; the worker may leave.
        case drained
        /// The lease ended.
        case lost
    }

    let store: JobStore
    let worker: WorkerID
    let options: WorkerOptions
    let state: WorkerState
    let lease: Lease
    let logger: Logger

    private static let clock = ContinuousClock()
    private static let drainCheck: Duration = .milliseconds(100)

    /// Runs until the worker has drained or the lease is lost; `start` is called with each job that was claimed.
    func run(start: (ClaimedJob) -> Void) async -> End {
        var call = 0
        var isIdle = false
        var looksAt = Self.clock.now
        var drainEnd: ContinuousClock.Instant?
        while true {
            if lease.isLost { return .lost }
            let phase = state.phase
            if phase == .draining, drainEnd == nil { drainEnd = Self.clock.now + options.drainDeadline }
            if phase == .draining, let drainEnd, drainEnd <= Self.clock.now { stopRuns() }
            let (settled, free, wasWoken) = state.takeSettled()
            let wanted = phase == .working ? free : 0
            let isTime = looksAt <= Self.clock.now
            if settled.isEmpty, wanted == 0 || (isIdle && !wasWoken && !isTime) {
                if phase > .working, state.runningCount == 0 { return .drained }
                if wanted > 0 { await state.signal.wait(until: looksAt) } else if let drainEnd, phase == .draining {
                    await state.signal.wait(until: drainEnd)
                } else { await state.signal.wait() }
                continue
            }
            call += 1
            let request = ExchangeRequest(
                worker: worker, call: call, wanted: wanted, isIdle: isIdle && !wasWoken, queues: options.queues,
                settled: settled, keepOutcomes: options.keepOutcomes, fairness: options.fairness)
            let sent = Self.clock.now
            guard let reply = await answer(to: request), reply.status == .ok, !lease.isLost else { return .lost }
            report(reply.refused)
            for job in reply.jobs { start(job) }
            isIdle = wanted > 0 && reply.jobs.count < wanted && !reply.hasMore
            looksAt = sent + options.poll
            if let due = reply.nextDue { looksAt = min(looksAt, sent + .milliseconds(max(0, due - reply.now))) }
            if options.drainsAndEnds, isIdle, reply.jobs.isEmpty, state.runningCount == 0 {
                if await isDrained() { state.advance(to: .draining) } else { looksAt = sent + Self.drainCheck }
            }
        }
    }

    /// Repeats a call under its number until it is answered; `nil` when the lease ends first.
    private func answer(to request: ExchangeRequest) async -> ExchangeReply? {
        var pause = Duration.milliseconds(20)
        while !lease.isLost {
            do { return try await store.exchange(request) } catch {
                logger.debug("a claim call failed and is repeated", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(500))
        }
        return nil
    }

    private func stopRuns() {
        let jobs = state.stop()
        if jobs == 0 { return }
        logger.notice("the drain deadline has passed: running jobs are cancelled", metadata: ["jobs": "\(jobs)"])
    }

    private func report(_ refused: [JobID]) {
        if refused.isEmpty { return }
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
