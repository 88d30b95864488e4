extension FairScheduler {
    /// Registers a worker, or prolongs its lease, in milliseconds.
    package mutating func join(_ worker: WorkerID, lease: Int) {
        workers[worker, default: FairWorker(lease: lease)].lease = lease
        leases[worker.rawValue] = now + lease
        defer { lastBeat = now }
        guard lastBeat > now else { return }
        // The clock has jumped back: ends that were given before lie ahead by the jump.
        for late in leases.entries.filter({ $0.score > now + lease }).prefix(1000) {
            leases.lower(late.member, to: now + (workers[WorkerID(stored: late.member)]?.lease ?? lease))
        }
    }

    /// Prolongs a worker's lease, and charges tenants for time that its runs have taken beyond what they were charged for.
    ///
    /// - Returns: `false`, and nothing was done, when the lease has ended and others may have its jobs.
    @discardableResult
    package mutating func beat(
        _ worker: WorkerID, lease: Int, charging charges: [(tenant: TenantID, queue: QueueName, micros: Int)] = []
    ) -> Bool {
        guard workers[worker] != nil else { return false }
        join(worker, lease: lease)
        for (tenant, queue, time) in charges {
            let weight = terms(of: tenant).weight(in: queue)
            charge(
                tenant, queue, by: virtual(time, weight: weight), lead: virtual(options.lead, weight: weight))
        }
        return true
    }

    /// Notes that a worker begins to run a job with a crash behind it, so that its death is put down to that job.
    package mutating func start(_ worker: WorkerID, suspect: JobID) {
        if workers[worker]?.suspect == suspect { workers[worker]?.isRunningSuspect = true }
    }

    /// Takes the jobs of one worker whose lease has ended back to the heads of their lanes.
    ///
    /// The crash is put down to the suspect that the worker ran, and then to no other; else each job without a crash behind
    /// it has one from now on, and goes to the lane beside its own. A job with `mostCrashes` is quarantined.
    package mutating func reap(longestLease: Int, mostCrashes: Int = 3) -> WorkerID? {
        for late in leases.entries.filter({ $0.score > now + longestLease }).prefix(64) {
            let own = workers[WorkerID(stored: late.member)]?.lease ?? longestLease
            leases.lower(late.member, to: now + own)
        }
        guard let dead = leases.first, dead.score <= now else { return nil }
        let worker = WorkerID(stored: dead.member)
        let isBlamed = workers[worker]?.isRunningSuspect == true
        for tenant in tenants.keys.sorted() { reap(worker, of: tenant, isBlamed: isBlamed, mostCrashes: mostCrashes) }
        leases[dead.member] = nil
        workers[worker] = nil
        return worker
    }

    private mutating func reap(_ worker: WorkerID, of tenant: TenantID, isBlamed: Bool, mostCrashes: Int) {
        let held = (tenants[tenant]?.running ?? [:]).filter { $0.value.worker == worker }
        if held.isEmpty { return }
        // In the order of their claims.
        let jobs = held.keys.sorted { (held[$0]?.fence ?? 0, $0) < (held[$1]?.fence ?? 0, $1) }
        var freed: [FairLane: Int] = [:]
        var lanes: [(lane: FairLane, jobs: [JobID])] = []
        for job in jobs {
            guard let claim = held[job] else { continue }
            freed[claim.lane, default: 0] += 1
            tenants[tenant]?.running[job] = nil
            guard let lane = verdict(tenant, job, claim.lane, isBlamed, mostCrashes) else { continue }
            if let index = lanes.firstIndex(where: { $0.lane == lane }) {
                lanes[index].jobs.append(job)
            } else {
                lanes.append((lane, [job]))
            }
        }
        // What was claimed first goes back last, and so comes to stand before the others.
        for (lane, jobs) in lanes.reversed() { unshift(tenant, lane, jobs) }
        for (lane, claims) in freed.sorted(by: { $0.key < $1.key }) {
            giveBack(tenant, lane, claims)
            giveBack(lane.queue, claims)
        }
        giveBack(tenant)
    }

    /// Gives the lane that a job of a dead worker goes back to; `nil` when it is quarantined.
    private mutating func verdict(
        _ tenant: TenantID, _ job: JobID, _ lane: FairLane, _ isBlamed: Bool, _ mostCrashes: Int
    ) -> FairLane? {
        if lane.isSuspect != isBlamed { return lane }
        tenants[tenant]?.jobs[job]?.crashes += 1
        guard let crashes = tenants[tenant]?.jobs[job]?.crashes, crashes < mostCrashes else {
            tenants[tenant]?.jobs[job] = nil
            return nil
        }
        tenants[tenant]?.jobs[job]?.lane = lane.suspected
        return lane.suspected
    }
}
