extension FairScheduler {
    /// Takes jobs of a tenant, or finds why there are none, and takes the tenant or its lane out of those that are looked at.
    ///
    /// - Parameters:
    ///   - tenant: is the tenant.
    ///   - start: is its virtual time.
    ///   - queue: is the queue that is served.
    ///   - reserve: bounds the jobs to what is reserved for the tenant; it is then taken out of turn, and does not move the
    ///     clock for the others.
    ///   - call: is the call that is answered.
    mutating func pick(
        _ tenant: TenantID, from start: Int, in queue: QueueName, reserve: Int?, call: inout FairCall
    ) {
        let terms = terms(of: tenant)
        guard tenants[tenant]?.state == .active, tenants[tenant]?.absence != .pause else { return leave(tenant, queue) }
        let free = (terms.cap ?? .max) - (tenants[tenant]?.running.count ?? 0)
        if free <= 0 { return step(tenant, out: queue, because: .cap) }
        var room = min(call.wanted - call.jobs, call.space, reserve ?? 4000, free)
        if let rate = terms.rate, cells(tenant, rate, cost: 1) <= 0 {
            awaitRefill(tenant, .tenantRate, rate, cost: 1)
            return step(tenant, out: queue, because: .rate)
        }
        guard let lane = oldestLane(tenant, queue, call: &call) else { return }
        let isLimited = terms.hasLimits || hasQueueLimits || lane.hasSuffix
        if isLimited {
            let (left, limit) = self.room(tenant, lane)
            if left <= 0, let limit {
                park(tenant, lane, under: limit)
                if tenants[tenant]?.lanes[queue]?.isEmpty != false { leave(tenant, queue) }
                return
            }
            room = min(room, left)
        }
        if let rate = terms.rate {
            room = min(room, cells(tenant, rate, cost: lane.cost))
            if room <= 0 {
                // It holds enough for a cheaper job, and waits until it can pay for the one whose turn it is.
                awaitRefill(tenant, .tenantRate, rate, cost: lane.cost)
                return step(tenant, out: queue, because: .rate)
            }
        }
        let known = terms.cost(of: lane.job) ?? tenants[tenant]?.estimates[lane.job]
        let estimate = known ?? options.quantum
        let fitting = known == nil || lane.isSuspect ? 1 : max(1, min(options.jobsPerPick, options.quantum / estimate))
        let taken = take(min(fitting, room), of: tenant, from: lane, estimate: estimate, call: &call)
        if let rate = terms.rate { arrive(tenant, .tenantRate, rate, cost: lane.cost, claims: taken) }
        if isLimited {
            count(tenant, lane, by: taken)
            if let rate = terms.rate(of: lane.job) {
                arrive(tenant, .rate(lane.job), rate, cost: lane.cost, claims: taken)
            }
            passOn(tenant, from: lane)
        }
        let weight = terms.weight(in: queue)
        let base = max(call.clock, start)
        if reserve == nil { call.clock = base }
        let next = min(
            start + (taken > 0 ? max(1, virtual(taken * estimate, weight: weight)) : 0),
            base + virtual(options.lead, weight: weight))
        if tenants[tenant]?.lanes[queue]?.isEmpty == false {
            queues[queue]?.ring[tenant] = next
        } else {
            queues[queue]?.ring[tenant] = nil
            if next > call.clock { tenants[tenant]?.tags[queue] = next }
        }
    }

    private func cells(_ tenant: TenantID, _ rate: RateLimit, cost: Int) -> Int {
        rate.cells(stored: tenants[tenant]?.arrivals[.tenantRate], cost: cost, at: micros).claims
    }

    private mutating func step(_ tenant: TenantID, out queue: QueueName, because absence: FairTenant.Absence) {
        leave(tenant, queue)
        tenants[tenant]?.absence = absence
    }

    /// Finds the lane with the oldest head that the worker may have.
    private mutating func oldestLane(_ tenant: TenantID, _ queue: QueueName, call: inout FairCall) -> FairLane? {
        let lanes = tenants[tenant]?.lanes[queue]?.members ?? []
        guard workers[call.worker]?.suspect != nil else {
            if lanes.isEmpty { leave(tenant, queue) }
            return lanes.first
        }
        if let lane = lanes.prefix(8).first(where: { !$0.isSuspect }) { return lane }
        if lanes.isEmpty { leave(tenant, queue) } else { call.passed += 1 }
        return nil
    }

    /// Gives the first jobs of a lane to the worker, and says how many there were.
    private mutating func take(
        _ most: Int, of tenant: TenantID, from lane: FairLane, estimate: Int, call: inout FairCall
    ) -> Int {
        let jobs = tenants[tenant]?.ready[lane]?.takeFirst(most) ?? []
        let head = tenants[tenant]?.ready[lane]?.first?.score
        tenants[tenant]?.lanes[lane.queue]?[lane] = head
        if jobs.isEmpty { return 0 }
        let fence = call.fence ?? max(micros, self.fence + 1)
        (call.fence, self.fence) = (fence, fence)
        let claim = FairClaim(worker: call.worker, fence: fence, estimate: estimate, lane: lane)
        for job in jobs { tenants[tenant]?.running[job] = claim }
        call.picks.append(FairPick(tenant: tenant, claim: claim, jobs: jobs))
        call.jobs += jobs.count
        call.space -= jobs.count
        if queues[lane.queue]?.cap != nil { queues[lane.queue]?.used += jobs.count }
        if lane.isSuspect {
            workers[call.worker]?.suspect = jobs[0]
            workers[call.worker]?.isRunningSuspect = false
        }
        return jobs.count
    }
}
