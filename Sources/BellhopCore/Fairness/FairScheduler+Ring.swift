extension FairScheduler {
    /// Gives a queue's virtual time.
    func clock(of queue: QueueName) -> Int { queues[queue]?.clock ?? 0 }

    /// Takes a tenant into a queue's ring, at the later of its own tag and the clock.
    mutating func enter(_ tenant: TenantID, _ queue: QueueName) {
        if queues[queue]?.ring[tenant] != nil { return }
        let tag = tenants[tenant, default: FairTenant()].tags.removeValue(forKey: queue)
        queues[queue, default: FairQueue()].ring[tenant] = max(clock(of: queue), tag ?? 0)
    }

    /// Takes a tenant out of a queue's ring, and remembers its tag.
    mutating func leave(_ tenant: TenantID, _ queue: QueueName) {
        guard let tag = queues[queue]?.ring[tenant] else { return }
        queues[queue]?.ring[tenant] = nil
        store(tag, of: tenant, in: queue)
    }

    /// Remembers a tag that lies ahead of the clock; others are worth nothing.
    private mutating func store(_ tag: Int, of tenant: TenantID, in queue: QueueName) {
        let isAhead = tag > clock(of: queue)
        tenants[tenant]?.tags[queue] = isAhead ? tag : nil
    }

    /// Moves a tenant's tag, wherever it is, by virtual time.
    ///
    /// A refund never lifts a tenant over those that were not charged, nor a bill it beyond `lead`.
    mutating func charge(_ tenant: TenantID, _ queue: QueueName, by time: Int, lead: Int) {
        if time == 0 { return }
        let v = clock(of: queue)
        func moved(_ tag: Int) -> Int {
            time < 0 ? max(min(tag, v), tag + time) : max(tag, min(tag + time, v + lead))
        }
        if let tag = queues[queue]?.ring[tenant] {
            queues[queue]?.ring[tenant] = moved(tag)
        } else {
            let tag = tenants[tenant]?.tags[queue]
            if tag != nil || time > 0 { store(moved(max(tag ?? 0, v)), of: tenant, in: queue) }
        }
    }

    /// Makes a tenant's lead over the clock longer or shorter by a factor: the old weight over the new one.
    mutating func stretch(_ tenant: TenantID, _ queue: QueueName, by factor: Double) {
        let lead = (queues[queue]?.ring[tenant] ?? tenants[tenant]?.tags[queue] ?? 0) - clock(of: queue)
        if lead <= 0 { return }
        let change = (Double(lead) * (factor - 1)).rounded(.down)
        charge(tenant, queue, by: Int(change), lead: 9_000_000_000_000_000)
    }

    /// Stretches a tenant's leads in all queues in which it has no weight of its own.
    mutating func rescale(_ tenant: TenantID, by factor: Double) {
        for queue in tenants[tenant]?.queues ?? [] where terms(of: tenant).ownWeight(in: queue) == nil {
            stretch(tenant, queue, by: factor)
        }
    }

    /// Takes a tenant into the rings of all queues in which it has lanes.
    mutating func unpark(_ tenant: TenantID) {
        for queue in tenants[tenant]?.queues ?? [] where tenants[tenant]?.lanes[queue]?.isEmpty == false {
            enter(tenant, queue)
        }
    }
}
