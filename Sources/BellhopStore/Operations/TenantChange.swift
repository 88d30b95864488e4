package import BellhopCore

/// Says what to change in a tenant's record; what is `nil` stays as it is.
package struct TenantChange: Sendable {
    /// Sets what may be done for the tenant.
    package var state: TenantState?
    /// Stops its jobs from being started, or lets them go on.
    package var isPaused: Bool?
    /// Sets the kind that it belongs to.
    package var kind: Bound<TenantKind>?
    /// Sets its limits.
    package var settings: TenantSettings

    /// Makes a change.
    package init(
        state: TenantState? = nil, isPaused: Bool? = nil, kind: Bound<TenantKind>? = nil,
        settings: TenantSettings = .init()
    ) {
        self.state = state
        self.isPaused = isPaused
        self.kind = kind
        self.settings = settings
    }

    /// Makes a change of weight and cap; `.some(nil)` takes the cap away.
    package init(state: TenantState? = nil, weight: TenantWeight? = nil, concurrencyCap: Int??) {
        self.init(state: state)
        settings.weight = weight.map(Bound.to)
        settings.concurrencyCap = concurrencyCap.map { $0.map(Bound.to) ?? .inherited }
    }

    /// Makes a change of weight.
    package init(weight: TenantWeight?) {
        self.init()
        settings.weight = weight.map(Bound.to)
    }

    /// Gives the change as fields of the record.
    var fields: [(name: String, value: String)] {
        var fields = settings.fields
        if let state { fields.append(("state", state.rawValue)) }
        if let isPaused { fields.append(("paused", isPaused ? "1" : "")) }
        switch kind {
        case .to(let kind): fields.append(("kind", kind.rawValue))
        case .none?, .inherited?: fields.append(("kind", ""))
        case nil: break
        }
        return fields
    }
}
