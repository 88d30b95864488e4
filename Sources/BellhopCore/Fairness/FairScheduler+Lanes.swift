extension FairScheduler {
    /// Takes in jobs of a tenant for one lane, ready at once or due after so many milliseconds.
    package mutating func enqueue(
        _ tenant: TenantID, _ lane: FairLane, _ jobs: [JobID], priority: Int = 0, delay: Int? = nil
    ) {
        guard tenants[tenant] != nil, !jobs.isEmpty else { return }
        let instant = delay.map { now + $0 }
        for job in jobs {
            tenants[tenant]?.jobs[job] = FairJob(lane: lane, priority: priority)
            if let instant { tenants[tenant]?.due[job] = instant }
        }
        if delay == nil { push(tenant, lane, jobs) } else { rearm(tenant) }
    }

    /// Takes a waiting job out of its place.
    package mutating func cancel(_ tenant: TenantID, _ job: JobID) {
        guard let lane = tenants[tenant]?.jobs[job]?.lane, tenants[tenant]?.running[job] == nil else { return }
        tenants[tenant]?.jobs[job] = nil
        if tenants[tenant]?.due[job] != nil {
            tenants[tenant]?.due[job] = nil
            rearm(tenant)
        } else if tenants[tenant]?.ready[lane]?[job] != nil {
            tenants[tenant]?.ready[lane]?[job] = nil
            relist(tenant, lane)
        }
    }

    /// Puts jobs at the tail of a lane, less 1 000 places for each step of their priority.
    ///
    /// So nothing starves: a job waits for at most so many later ones of its tenant.
    mutating func push(_ tenant: TenantID, _ lane: FairLane, _ jobs: [JobID]) {
        var least = Int.max
        for job in jobs {
            let place = (tenants[tenant]?.sequence ?? 0) + 1
            tenants[tenant]?.sequence = place
            let credited = place - (tenants[tenant]?.jobs[job]?.priority ?? 0) * 1000
            tenants[tenant]?.ready[lane, default: FairOrder()][job] = credited
            least = min(least, credited)
        }
        show(tenant, lane, head: least)
    }

    /// Puts jobs at the head of a lane; when that is empty, before all that the tenant has in the queue.
    mutating func unshift(_ tenant: TenantID, _ lane: FairLane, _ jobs: [JobID]) {
        guard let record = tenants[tenant] else { return }
        let head = record.ready[lane]?.first?.score ?? record.lanes[lane.queue]?.first?.score
        let first = (head ?? record.sequence + 1) - jobs.count
        for (index, job) in jobs.enumerated() {
            tenants[tenant]?.ready[lane, default: FairOrder()][job] = first + index
        }
        show(tenant, lane, head: first)
    }

    /// Puts a lane with a new head where it belongs, and its tenant into the ring.
    private mutating func show(_ tenant: TenantID, _ lane: FairLane, head: Int) {
        if let limit = tenants[tenant]?.parked[lane] {
            tenants[tenant]?.park[limit, default: FairOrder()].lower(lane, to: head)
        } else if tenants[tenant]?.lanes[lane.queue, default: FairOrder()].lower(lane, to: head) == true {
            usedQueues.insert(lane.queue)
            if mayRun(tenant) { enter(tenant, lane.queue) }
        }
    }

    /// Puts a lane from whose head or midst a job was taken where it belongs.
    private mutating func relist(_ tenant: TenantID, _ lane: FairLane) {
        let head = tenants[tenant]?.ready[lane]?.first?.score
        if let limit = tenants[tenant]?.parked[lane] {
            if let head { tenants[tenant]?.park[limit]?[lane] = head } else { show(tenant, lane, parkedUnder: limit) }
            return
        }
        tenants[tenant]?.lanes[lane.queue]?[lane] = head
        if tenants[tenant]?.lanes[lane.queue]?.isEmpty != false { leave(tenant, lane.queue) }
        if head == nil { passOn(tenant, from: lane) }
    }

    /// Notes a tenant's next due instant.
    mutating func rearm(_ tenant: TenantID) { due[tenant] = tenants[tenant]?.due.first?.score }

    /// Moves due jobs to the tails of their lanes: at most `jobs` of each of at most `tenants` tenants, so that one tenant's
    /// midnight million delays no one.
    mutating func promote(tenants most: Int, jobs: Int) {
        for tenant in due.members(upTo: now, most: most) {
            var lanes: [(lane: FairLane, jobs: [JobID])] = []
            for job in tenants[tenant]?.due.members(upTo: now, most: jobs) ?? [] {
                tenants[tenant]?.due[job] = nil
                guard let lane = tenants[tenant]?.jobs[job]?.lane else { continue }
                if let index = lanes.firstIndex(where: { $0.lane == lane }) {
                    lanes[index].jobs.append(job)
                } else {
                    lanes.append((lane, [job]))
                }
            }
            for (lane, jobs) in lanes { push(tenant, lane, jobs) }
            rearm(tenant)
        }
    }
}
