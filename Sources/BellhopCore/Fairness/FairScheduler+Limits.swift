extension FairScheduler {
    /// Says that queues, names or reserves are set over all tenants, so that picks have to look.
    var hasQueueLimits: Bool {
        !pausedJobs.isEmpty || !reserved.isEmpty || queues.values.contains { $0.isPaused || $0.cap != nil }
    }

    /// Says how many jobs of a lane may be claimed, and what bounds them.
    ///
    /// Where a rate allows none, the refill instant is noted.
    mutating func room(_ tenant: TenantID, _ lane: FairLane) -> (jobs: Int, limit: FairLimit?) {
        let terms = terms(of: tenant)
        if let pause = terms.pause(of: lane) { return (0, pause) }
        if pausedJobs.contains(lane.job) { return (0, .pausedEverywhere(lane.job)) }
        var (room, limit) = (4000, FairLimit?.none)
        for cap in lane.caps {
            guard let most = terms.cap(of: cap) else { continue }
            let left = most - (tenants[tenant]?.uses[cap] ?? 0)
            if left < room { (room, limit) = (left, cap) }
        }
        guard room > 0, let rate = terms.rate(of: lane.job) else { return (room, limit) }
        let name = FairLimit.rate(lane.job)
        let left = rate.cells(stored: tenants[tenant]?.arrivals[name], cost: lane.cost, at: micros).claims
        if left < room { (room, limit) = (left, name) }
        if left <= 0 { awaitRefill(tenant, name, rate, cost: lane.cost) }
        return (room, limit)
    }

    /// Notes when a rate allows a claim again.
    mutating func awaitRefill(_ tenant: TenantID, _ limit: FairLimit, _ rate: RateLimit, cost: Int) {
        refills[.limit(tenant, limit)] = rate.refill(
            stored: tenants[tenant]?.arrivals[limit], cost: cost, at: micros)
    }

    /// Moves the arrival time of a rate by claims that were made.
    mutating func arrive(_ tenant: TenantID, _ limit: FairLimit, _ rate: RateLimit, cost: Int, claims: Int) {
        let (_, arrival, step) = rate.cells(stored: tenants[tenant]?.arrivals[limit], cost: cost, at: micros)
        tenants[tenant]?.arrivals[limit] = arrival + claims * step
    }

    /// Takes a lane out of those that are looked at, until its limit has room.
    mutating func park(_ tenant: TenantID, _ lane: FairLane, under limit: FairLimit) {
        tenants[tenant]?.lanes[lane.queue]?[lane] = nil
        tenants[tenant]?.parked[lane] = limit
        let head = tenants[tenant]?.ready[lane]?.first?.score ?? 0
        tenants[tenant]?.park[limit, default: FairOrder()][lane] = head
        passOn(tenant, from: lane)
    }

    /// Puts a parked lane among those that are looked at; says whether it has jobs.
    @discardableResult
    mutating func show(_ tenant: TenantID, _ lane: FairLane, parkedUnder limit: FairLimit) -> Bool {
        tenants[tenant]?.parked[lane] = nil
        tenants[tenant]?.park[limit]?[lane] = nil
        guard let head = tenants[tenant]?.ready[lane]?.first else { return false }
        tenants[tenant]?.lanes[lane.queue, default: FairOrder()][lane] = head.score
        if mayRun(tenant) { enter(tenant, lane.queue) }
        return true
    }

    /// Puts lanes with jobs that a limit holds back among those that are looked at.
    mutating func show(_ tenant: TenantID, parkedUnder limit: FairLimit, most count: Int) {
        var shown = 0
        while shown < count, let lane = tenants[tenant]?.park[limit]?.first?.member {
            if show(tenant, lane, parkedUnder: limit) { shown += 1 }
        }
    }

    /// Gives the room that a lane leaves to the next one under each of its limits.
    ///
    /// As long as a lane is parked under a limit, that limit has no room or a lane under it is among those that are looked
    /// at: whoever leaves without using the room passes it on.
    mutating func passOn(_ tenant: TenantID, from lane: FairLane) {
        if tenants[tenant]?.parked.isEmpty != false { return }
        var limits = lane.caps
        limits.insert(.rate(lane.job), at: 2)
        for limit in limits {
            guard let next = tenants[tenant]?.park[limit]?.first?.member, room(tenant, next).jobs > 0 else { continue }
            show(tenant, next, parkedUnder: limit)
        }
    }

    /// Counts claims towards the caps that are set, and towards limit keys always.
    mutating func count(_ tenant: TenantID, _ lane: FairLane, by claims: Int) {
        let terms = terms(of: tenant)
        for cap in lane.caps where cap.isOfKey || terms.cap(of: cap) != nil {
            let used = (tenants[tenant]?.uses[cap] ?? 0) + claims
            tenants[tenant]?.uses[cap] = used > 0 ? used : nil
        }
    }

    /// Gives the room of claims that ended to lanes that wait for it.
    mutating func giveBack(_ tenant: TenantID, _ lane: FairLane, _ claims: Int) {
        guard terms(of: tenant).hasLimits || lane.hasSuffix else { return }
        count(tenant, lane, by: -claims)
        for cap in lane.caps { show(tenant, parkedUnder: cap, most: claims) }
    }

    /// Gives the room of claims that ended back to their queue.
    mutating func giveBack(_ queue: QueueName, _ claims: Int) {
        if queues[queue]?.cap != nil { queues[queue]?.used -= claims }
    }

    /// Lets a tenant that waited for the end of a claim go on.
    mutating func giveBack(_ tenant: TenantID) {
        guard tenants[tenant]?.absence == .cap else { return }
        tenants[tenant]?.absence = nil
        if mayRun(tenant) { unpark(tenant) }
    }

    /// Shows a tenant and what of it is parked to the picks again, which park anew what has no room.
    mutating func reexamine(_ tenant: TenantID) {
        let terms = terms(of: tenant)
        tenants[tenant]?.uses = [:]
        for claim in (tenants[tenant]?.running ?? [:]).values {
            for cap in claim.lane.caps where cap.isOfKey || terms.cap(of: cap) != nil {
                tenants[tenant]?.uses[cap, default: 0] += 1
            }
        }
        for (lane, limit) in tenants[tenant]?.parked ?? [:] { show(tenant, lane, parkedUnder: limit) }
        if tenants[tenant]?.absence != .pause { tenants[tenant]?.absence = nil }
        if mayRun(tenant) { unpark(tenant) }
    }
}
