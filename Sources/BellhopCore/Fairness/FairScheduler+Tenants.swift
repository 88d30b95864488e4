extension FairScheduler {
    /// Adds a tenant.
    package mutating func add(_ tenant: TenantID) { tenants[tenant] = FairTenant() }

    /// Changes what is set for a tenant; it holds at once for the jobs that wait.
    ///
    /// - Returns: `false`, and nothing was changed, when more slots would be reserved than the cap allows, or for
    ///   more than 256 tenants.
    @discardableResult
    package mutating func set(
        _ tenant: TenantID, state: TenantState? = nil, isPaused: Bool? = nil, kind: Bound<TenantKind>? = nil,
        _ settings: TenantSettings = .init()
    ) -> Bool {
        guard var record = tenants[tenant] else { return false }
        let before = terms(of: tenant)
        record.own.merge(settings)
        record.state = state ?? record.state
        record.isPaused = isPaused ?? record.isPaused
        switch kind {
        case .to(let kind): record.kind = kind
        case .none?, .inherited?: record.kind = nil
        case nil: break
        }
        let after = FairTerms(own: record.own, kind: record.kind.flatMap { kinds[$0] })
        if let reserve = after.reserve, let cap = after.cap, reserve > cap { return false }
        if after.reserve != nil, !mayReserve(tenant) { return false }
        tenants[tenant] = record
        reserve(tenant, after.reserve)
        for queue in record.queues where after.weight(in: queue) != before.weight(in: queue) {
            let factor = Double(before.weight(in: queue)) / Double(after.weight(in: queue))
            stretch(tenant, queue, by: factor)
        }
        if record.isPaused {
            tenants[tenant]?.absence = .pause
        } else if record.absence == .pause {
            tenants[tenant]?.absence = nil
        }
        reexamine(tenant)
        if !mayRun(tenant) { for queue in record.queues { leave(tenant, queue) } }
        return true
    }

    /// Changes what is set for the tenants of a kind; the claim calls that follow look at its tenants anew.
    ///
    /// - Returns: `false`, and nothing was changed, when more slots would be reserved than the cap allows.
    @discardableResult
    package mutating func set(_ kind: TenantKind, _ settings: TenantSettings) -> Bool {
        var own = kinds[kind] ?? TenantSettings()
        let old = FairTerms(own: own, kind: nil).weight
        own.merge(settings)
        let after = FairTerms(own: own, kind: nil)
        if let reserve = after.reserve, let cap = after.cap, reserve > cap { return false }
        kinds[kind] = own
        refills[.sweep(kind: kind, after: nil, old: old, new: after.weight)] = now
        return true
    }

    /// Reserves slots for a tenant, or none.
    mutating func reserve(_ tenant: TenantID, _ slots: Int?) {
        if slots == nil || mayReserve(tenant) { reserved[tenant] = slots }
    }

    private func mayReserve(_ tenant: TenantID) -> Bool { reserved[tenant] != nil || reserved.entries.count < 256 }
}
