import Bellhop
import BellhopCore
import BellhopStore
import Logging

/// Enqueues what schedules want enqueued.
///
/// 1. takes schedules whose instant has come; each is handed out to one worker for a few seconds;
/// 2. reckons for which instants to enqueue, and when to look again;
/// 3. enqueues and notes both in one step, which fails when the schedule is not its own any more;
/// 4. sleeps until the next instant, and at most for the poll, so that new schedules are seen.
///
/// Every worker does this, and none leads: one that dies leaves its schedules to the others.
struct CronKeeper: Sendable {
    private static let page = 64
    private static let clock = ContinuousClock()

    let store: JobStore
    let options: WorkerOptions
    let mostWaiting: Int
    let state: WorkerState
    let logger: Logger
    let ids = JobIDGenerator()

    /// Enqueues until it is cancelled or the worker drains.
    func run() async {
        var zones = ScheduleCache()
        while !Task.isCancelled {
            var pause = options.cronPoll
            if state.phase == .working, !state.isQuiet {
                do {
                    let taken = try await store.takeCrons(limit: Self.page, lease: options.cronLease)
                    if !taken.turns.isEmpty {
                        try await settle(taken.turns, now: taken.now, &zones)
                        continue
                    }
                    if let next = taken.next { pause = min(pause, .milliseconds(max(1, next - taken.now))) }
                } catch { logger.debug("schedules could not be looked at", metadata: ["error": "\(error)"]) }
            }
            try? await Task.sleep(for: pause)
        }
    }

    private func settle(_ turns: [CronTurn], now: Int64, _ schedules: inout ScheduleCache) async throws {
        var results: [CronResult] = []
        for turn in turns {
            guard let result = reckon(turn, now: now, &schedules) else { continue }
            results.append(result)
        }
        guard !results.isEmpty else { return }
        let counts = try await store.settleCrons(results, mostWaiting: mostWaiting)
        for (result, count) in zip(results, counts) {
            if let count, count < result.jobs.count {
                logger.warning(
                    "a schedule's jobs were not taken in: the tenant has as many waiting jobs as it may have",
                    metadata: ["tenant.id": "\(result.turn.tenant)", "cron.name": "\(result.turn.name)"])
            }
        }
    }

    /// Decides what a schedule wants; `nil` leaves it handed out, to be looked at again.
    private func reckon(_ turn: CronTurn, now: Int64, _ schedules: inout ScheduleCache) -> CronResult? {
        guard let entry = turn.readEntry() else {
            // What nobody has any more, or nobody can read, is not looked at again until it is put anew.
            return CronResult(turn: turn, last: turn.last, next: nil, jobs: [])
        }
        let schedule: CronSchedule
        do { schedule = try schedules.schedule(of: entry) } catch {
            logger.error(
                "a schedule cannot be reckoned here, and is left to other workers",
                metadata: [
                    "tenant.id": "\(turn.tenant)", "cron.name": "\(turn.name)", "error": "\(error)",
                ])
            return nil
        }
        let offset = CronSchedule.spreadOffset(
            tenant: turn.tenant.rawValue, name: turn.name, spread: entry.spreadMilliseconds)
        let present = now - offset
        if !turn.isActive {
            // Its instants stay missed until the tenant is active again, and then go by the entry's rule.
            return CronResult(
                turn: turn, last: turn.last,
                next: schedule.next(after: max(turn.last, present)).map { $0 + offset }, jobs: [])
        }
        let ticks = schedule.due(
            last: turn.last, now: present, missed: entry.missed, grace: entry.graceMilliseconds, limit: 16)
        let isCut = ticks.next.map { $0 <= present } ?? false
        return CronResult(
            turn: turn, last: isCut ? ticks.instants.last ?? turn.last : max(turn.last, present),
            next: ticks.next.map { $0 + offset }, jobs: ticks.instants.map { _ in job(entry, turn.tenant, now: now) })
    }

    private func job(_ entry: CronEntry, _ tenant: TenantID, now: Int64) -> JobRecord {
        let header = JobHeader(
            id: ids.next(milliseconds: now), tenant: tenant, queue: entry.queue, name: entry.job,
            maximumAttempts: entry.maximumAttempts)
        return JobRecord(header: header, payload: Array(entry.payload.utf8)[...])
    }
}
