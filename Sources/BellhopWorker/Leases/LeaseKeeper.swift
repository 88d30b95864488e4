import BellhopCore
import BellhopRedis
import BellhopStore
import CoreMetrics
import Logging

/// Keeps a worker's lease, and the leases of others honest.
///
/// 1. sends a beat, over a connection of its own, which charges long runs for their time so far, and heeds the cancels and the operator's order in its reply;
/// 2. loses the lease when a beat says so, or when none was acknowledged in time: all runs then end at once;
/// 3. returns the jobs of workers whose leases ended, once the workers' beats have come in for a whole lease without a gap:
///    after an outage every lease looks ended, and nobody is dead;
/// 4. after another run of the server gives back what the store wrongly believes it holds, see ``Reconciler``.
struct LeaseKeeper: Sendable {
    let store: JobStore
    let worker: WorkerID
    let info: @Sendable () -> String
    let options: WorkerOptions
    let state: WorkerState
    let lease: Lease
    let signal: Signal
    let metrics: WorkerMetrics
    let logger: Logger

    private static let clock = ContinuousClock()

    /// Beats until it is cancelled or the lease is lost.
    func run() async {
        await withTaskCancellationHandler {
            await withTaskGroup { group in
                group.addTask { await watchEnd() }
                await beat()
                group.cancelAll()
            }
        } onCancel: {
            signal.fire()
        }
    }

    private func beat() async {
        var heeded: [JobID] = []
        var told: Set<JobKey> = []
        var (epoch, run) = (-1, "")
        var reconciler = Reconciler(store: store, worker: worker, state: state, logger: logger)
        while !Task.isCancelled, !lease.isLost {
            let sent = Self.clock.now
            var pause = options.beat
            do {
                let running = state.allRunning
                let reply = try await store.beat(
                    worker, lease: options.lease, info: info(), heeded: heeded, charges: charges(running, at: sent),
                    lead: options.fairness.lead)
                for job in running { job.noteCharge() }
                guard reply.holds else { return lose("the store says that it ended") }
                lease.prolong(to: sent + options.lease)
                state.noteBeat()
                heeded = heed(reply.cancels, &told)
                if let order = reply.order { obey(order) }
                if store.redis.epoch != epoch, let current = try? await store.serverRun() {
                    epoch = store.redis.epoch
                    if !run.isEmpty, run != current { reconciler.suspect(at: sent) }
                    run = current
                }
                await reconciler.look(at: sent, lease: options.lease)
                if reply.calm >= options.lease, let earliest = reply.earliestLeaseEnd {
                    if earliest <= reply.now {
                        await reap()
                    } else {
                        pause = min(pause, .milliseconds(max(20, earliest - reply.now + 1)))
                    }
                }
            } catch {
                pause = options.beat / 5
                logger.debug("a beat failed", metadata: ["worker.id": "\(worker)", "error": "\(error)"])
            }
            if Task.isCancelled || lease.isLost { return }
            await signal.wait(until: sent + pause)
        }
    }

    /// Adds up what long runs have taken beyond what their tenants were charged for, so that a tenant pays while it uses and
    /// not only when a run of hours has ended.
    private func charges(_ running: [RunningJob], at now: ContinuousClock.Instant) -> [TenantQueue: Int] {
        var charges: [TenantQueue: Int] = [:]
        for job in running {
            let microseconds = job.nextCharge(at: now)
            if microseconds > 0 {
                charges[TenantQueue(tenant: job.key.tenant, queue: job.claim.queue), default: 0] += microseconds
            }
        }
        return charges
    }

    private func obey(_ order: WorkerOrder) {
        guard state.obey(order) else { return }
        logger.notice("the worker has an order", metadata: ["worker.id": "\(worker)", "order": "\(order.rawValue)"])
    }

    /// Cancels the runs that are marked, and gives the marks that need no telling any more.
    ///
    /// Those are the marks of runs that were found, and those that were told before and whose runs have ended since. A mark can overtake the answer that brings
    /// its job.
    private func heed(_ cancels: [JobKey], _ told: inout Set<JobKey>) -> [JobID] {
        var heeded: [JobID] = []
        for key in cancels {
            if let job = state.running(key) {
                job.cancel(.cancelled)
                heeded.append(key.id)
            } else if !told.insert(key).inserted {
                heeded.append(key.id)
            }
        }
        told.formIntersection(cancels)
        return heeded
    }

    private func reap() async {
        for _ in 0..<1000 {
            do {
                let reply = try await store.reap(
                    longestLease: options.lease, keepOutcomes: options.keepOutcomes, mostCrashes: options.mostCrashes)
                if let dead = reply.worker, reply.returned > 0 {
                    metrics.reapedJobs.increment(by: reply.returned)
                    logger.warning(
                        "returned the jobs of a worker whose lease ended",
                        metadata: [
                            "dead.worker.id": "\(dead)", "jobs": "\(reply.returned)",
                            "quarantined": "\(reply.quarantined)", "cancelled": "\(reply.cancelled)",
                        ])
                }
                if !reply.hasMore { return }
            } catch {
                logger.debug("reaping failed", metadata: ["error": "\(error)"])
                return
            }
        }
    }

    private func watchEnd() async {
        while !Task.isCancelled, !lease.isLost {
            let end = lease.end
            if end <= Self.clock.now { return lose("no beat was acknowledged within \(options.lease)") }
            try? await Task.sleep(until: end, clock: .continuous)
        }
    }

    /// Ends the lease and every run under it; ending it again does nothing.
    func lose(_ reason: String) {
        guard lease.lose() else { return }
        metrics.lostLeases.increment()
        let jobs = state.forgetClaims()
        for job in jobs { job.cancel(.leaseLost) }
        logger.error(
            "the worker's lease ended: its runs are cancelled and write nothing more",
            metadata: ["worker.id": "\(worker)", "reason": "\(reason)", "jobs": "\(jobs.count)"])
        state.signal.fire()
        signal.fire()
    }
}
