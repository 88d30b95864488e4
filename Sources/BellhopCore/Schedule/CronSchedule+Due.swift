extension CronSchedule {
    /// Decides for which instants after `last`, up to and at `now`, to enqueue.
    ///
    /// With ``MissedRuns/skip`` these are the ones not more than `grace` ago, with ``MissedRuns/once`` the last one, however
    /// long ago, with ``MissedRuns/all`` each. A `last` that lies after `now`, as when the clock was set back, gives none,
    /// and a next instant after `last`: no instant comes twice.
    ///
    ///     let ticks = schedule.due(last: record.last, now: now, missed: .once, grace: 0, limit: 100)
    ///
    /// - Parameters:
    ///   - last: is the last instant that was enqueued for, in milliseconds since 1970.
    ///   - now: is the present, in milliseconds since 1970.
    ///   - missed: says what becomes of instants that passed.
    ///   - grace: says for how many milliseconds ``MissedRuns/skip`` still keeps an instant.
    ///   - limit: bounds how many are given, oldest first; values below 1 mean 1.
    /// - Returns: the instants, and the next one: the first that the limit left over, or else the first after `now`.
    public func due(last: Int64, now: Int64, missed: MissedRuns, grace: Int64, limit: Int) -> CronTicks {
        let instants: [Int64]
        switch missed {
        case .all:
            instants = ticks(after: last, through: now, limit: max(1, limit))
        case .skip:
            let (oldest, overflow) = now.subtractingReportingOverflow(min(max(0, grace), .max - 1) + 1)
            instants = ticks(after: overflow ? last : max(last, oldest), through: now, limit: max(1, limit))
        case .once:
            instants = lastTick(after: last, through: now).map { [$0] } ?? []
        }
        let isCut = missed != .once && instants.count == max(1, limit)
        return CronTicks(instants: instants, next: next(after: isCut ? instants.last ?? now : max(last, now)))
    }

    /// Finds the last instant after `start` up to and at `end`, by halving: an outage of years takes some forty steps.
    private func lastTick(after start: Int64, through end: Int64) -> Int64? {
        guard var found = next(after: start), found <= end else { return nil }
        var bound = end
        while found < bound {
            // The mean of the two, rounded down, which cannot overflow.
            let middle = (found & bound) + (found ^ bound) >> 1
            if let later = next(after: middle), later <= end { found = later } else { bound = middle }
        }
        return found
    }
}
