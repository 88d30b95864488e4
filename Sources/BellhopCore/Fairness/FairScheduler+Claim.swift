extension FairScheduler {
    /// Settles the claims of a worker that ended, and claims ready jobs for its free slots.
    ///
    /// - Parameters:
    ///   - worker: names the worker; one whose lease ended may settle what is still its own, and claims nothing.
    ///   - number: counts the worker's calls; one that serves all queues begins each time with another.
    ///   - wanted: counts the free slots.
    ///   - queues: lists the queues in order of preference; none means all.
    ///   - settlements: are the claims that ended.
    /// - Returns: the picks in their order.
    package mutating func exchange(
        _ worker: WorkerID, call number: Int, wanted: Int, queues: [QueueName] = [],
        settling settlements: [FairSettlement] = []
    ) -> [FairPick] {
        for settlement in settlements { settle(settlement) }
        guard workers[worker] != nil, wanted > 0 else { return [] }
        var call = FairCall(worker: worker, wanted: wanted)
        refill()
        promote(tenants: 16, jobs: 64)
        var served = queues
        if queues.isEmpty, !usedQueues.isEmpty {
            served = usedQueues.sorted()
            let turn = number % served.count
            served = Array(served[turn...] + served[..<turn])
        }
        for queue in served where !call.isFull { serve(queue, call: &call) }
        return call.picks
    }

    /// Lets tenants and lanes go on whose rate allows it again, and goes on with a change to many tenants.
    mutating func refill() {
        for entry in refills.members(upTo: now, most: 64) {
            refills[entry] = nil
            switch entry {
            case .sweep(let kind, let last, let old, let new):
                sweep(kind, after: last, old: old, new: new)
                // One page of it a call.
                return
            case .limit(let tenant, .tenantRate):
                guard tenants[tenant]?.absence == .rate else { continue }
                tenants[tenant]?.absence = nil
                if mayRun(tenant) { unpark(tenant) }
            case .limit(let tenant, let limit):
                show(tenant, parkedUnder: limit, most: 1)
            }
        }
    }

    private mutating func sweep(_ kind: TenantKind?, after last: TenantID?, old: Int, new: Int) {
        let all = tenants.filter { kind == nil || $0.value.kind == kind }.keys.sorted()
        let page = all.filter { tenant in last.map { tenant > $0 } ?? true }.prefix(32)
        for tenant in page {
            if old != new, tenants[tenant]?.own.weight == nil { rescale(tenant, by: Double(old) / Double(new)) }
            if kind != nil { reserve(tenant, terms(of: tenant).reserve) }
            reexamine(tenant)
        }
        if page.count == 32 { refills[.sweep(kind: kind, after: page.last, old: old, new: new)] = now }
    }

    /// Picks from a queue's ring until the worker is full or nobody there may run.
    mutating func serve(_ queue: QueueName, call: inout FairCall) {
        (call.space, call.passed, call.clock) = (4000, 0, clock(of: queue))
        if queues[queue]?.isPaused == true { return }
        if let served = queues[queue], let cap = served.cap { call.space = cap - served.used }
        pickReserved(queue, call: &call)
        while !call.isFull, call.space > 0, call.passed < 64, !call.isExhausted {
            guard let ring = queues[queue]?.ring.entries, ring.indices.contains(call.passed) else { break }
            let top = ring[call.passed]
            call.visits += 1
            pick(top.member, from: top.score, in: queue, reserve: nil, call: &call)
        }
        if call.clock > clock(of: queue) { queues[queue]?.clock = call.clock }
    }

    /// Picks first for tenants that hold less than is reserved for them.
    private mutating func pickReserved(_ queue: QueueName, call: inout FairCall) {
        let owed = reserved.entries.prefix(256).filter { queues[queue]?.ring[$0.member] != nil }
        for (slots, tenant) in owed.map({ ($0.score, $0.member) }) {
            for _ in 0..<32 {
                let left = slots - (tenants[tenant]?.running.count ?? 0)
                guard left > 0, !call.isFull, call.space > 0, let start = queues[queue]?.ring[tenant] else { break }
                let before = call.jobs
                pick(tenant, from: start, in: queue, reserve: left, call: &call)
                if call.jobs == before { break }
            }
        }
    }
}
