extension FairScheduler {
    /// Ends the claims of jobs that are still the worker's, and corrects what their tenant was charged.
    mutating func settle(_ settlement: FairSettlement) {
        let (tenant, claim) = (settlement.tenant, settlement.claim)
        let (lane, queue) = (claim.lane, claim.lane.queue)
        if lane.isSuspect {
            workers[claim.worker]?.suspect = nil
            workers[claim.worker]?.isRunningSuspect = false
        }
        let jobs = settlement.jobs.filter { tenants[tenant]?.running[$0] == claim }
        if jobs.isEmpty { return }
        var (measured, charged) = (settlement.measured, settlement.charged)
        if jobs.count < settlement.jobs.count {
            func part(_ time: Int) -> Int {
                Int((Double(time) * Double(jobs.count) / Double(settlement.jobs.count)).rounded(.down))
            }
            (measured, charged) = (part(measured), part(charged))
        }
        for job in jobs { tenants[tenant]?.running[job] = nil }
        place(jobs, of: tenant, lane, settlement.ending)

        let terms = terms(of: tenant)
        let weight = terms.weight(in: queue)
        switch settlement.ending {
        case .quarantined: break
        case .released:
            charge(tenant, queue, by: -virtual(jobs.count * claim.estimate + charged, weight: weight), lead: 0)
        case .finished, .retry, .snooze, .dead:
            // A fixed cost is charged whatever the run took.
            if terms.cost(of: lane.job) != nil { break }
            var correction = virtual(measured - claim.estimate * jobs.count - charged, weight: weight)
            // Rounding must leave something of each charge, or the shortest jobs of the heaviest tenant are for nothing.
            if correction < 0 { correction = min(0, correction + 2) }
            charge(tenant, queue, by: correction, lead: virtual(options.lead, weight: weight))
            if case .snooze = settlement.ending { break }
            learn(tenant, claim, average: Double(measured) / Double(jobs.count), of: jobs.count)
        }
        giveBack(tenant, lane, jobs.count)
        giveBack(queue, jobs.count)
        giveBack(tenant)
    }

    /// Puts jobs where they go when their claims have ended.
    private mutating func place(
        _ jobs: [JobID], of tenant: TenantID, _ lane: FairLane, _ ending: FairSettlement.Ending
    ) {
        switch ending {
        case .finished, .dead, .quarantined: for job in jobs { tenants[tenant]?.jobs[job] = nil }
        case .retry(let delay), .snooze(let delay):
            let instant = now + delay
            for job in jobs { tenants[tenant]?.due[job] = instant }
            rearm(tenant)
        case .released: unshift(tenant, lane, jobs)
        }
    }

    /// Moves the estimate of a name towards what its jobs took, a quarter of the way for each of up to four of them.
    ///
    /// Below the grain at which a pick is full anyway a better estimate changes nothing, and neither does one that is off
    /// by less than an eighth.
    private mutating func learn(_ tenant: TenantID, _ claim: FairClaim, average: Double, of jobs: Int) {
        let estimate = Double(claim.estimate)
        let grain = Double(options.quantum) / Double(options.jobsPerPick)
        guard average > grain || estimate > grain, abs(average - estimate) * 8 > estimate else { return }
        var learnt = average
        if let old = tenants[tenant]?.estimates[claim.lane.job].map(Double.init) {
            learnt = old + (average - old) * min(1, Double(jobs) / 4)
        }
        tenants[tenant]?.estimates[claim.lane.job] = Int(max(1, learnt.rounded(.down)))
    }
}
