import BellhopStore

/// Knows the tenants of an installation, in Redis.
///
/// Changes hold at once for jobs that wait; workers need no restart.
///
///     try await client.tenants.add(acme, weight: TenantWeight(2))
public struct TenantDirectory: Sendable {
    private let store: JobStore

    init(store: JobStore) { self.store = store }

    /// Adds a tenant.
    ///
    /// - Throws: ``BellhopError/Code/tenantExists``; its record is then as it was.
    ///   ``BellhopError/Code/invalidValue`` with the setting that is out of bounds.
    @discardableResult
    public func add(
        _ id: TenantID, kind: TenantKind? = nil, settings: TenantSettings = .init()
    ) async throws(BellhopError) -> TenantRecord {
        try await store.addTenant(id, TenantChange(kind: kind.map(Bound.to), settings: settings))
    }

    /// Adds a tenant with a weight and a cap.
    ///
    /// - Throws: ``BellhopError/Code/tenantExists``; its record is then as it was.
    @discardableResult
    public func add(
        _ id: TenantID, weight: TenantWeight?, concurrencyCap: Int? = nil
    ) async throws(BellhopError) -> TenantRecord {
        try await add(
            id,
            settings: TenantSettings(weight: weight.map(Bound.to), concurrencyCap: concurrencyCap.map(Bound.to)))
    }

    /// Changes what is set for a tenant; what changes holds from the next pick on, for the jobs that wait already too.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``; ``BellhopError/Code/invalidValue`` with the setting that is out of
    ///   bounds, and then all stays as it was.
    @discardableResult
    public func set(_ id: TenantID, _ settings: TenantSettings) async throws(BellhopError) -> TenantRecord {
        try await store.setTenant(id, TenantChange(settings: settings))
    }

    /// Makes a tenant one of a kind, or with `nil` of none.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``.
    @discardableResult
    public func setKind(_ kind: TenantKind?, of id: TenantID) async throws(BellhopError) -> TenantRecord {
        try await store.setTenant(id, TenantChange(kind: kind.map(Bound.to) ?? .inherited))
    }

    /// Changes what holds for the tenants of a kind that say nothing themselves.
    ///
    /// It holds from the next pick on; tenants and lanes that a limit holds back are looked at anew within a second.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with the setting that is out of bounds.
    public func set(kind: TenantKind, _ settings: TenantSettings) async throws(BellhopError) {
        try await store.setKind(kind, settings)
    }

    /// Lists the kinds for which something was ever set, in the order of their names.
    public func kinds() async throws(BellhopError) -> [TenantKind] { try await store.kinds() }

    /// Reads what is set for the tenants of a kind; empty for one that nobody has set anything for.
    public func settings(of kind: TenantKind) async throws(BellhopError) -> TenantSettings {
        try await store.kind(kind)
    }

    /// Reads a tenant's record, or `nil` when there is no such tenant.
    public func record(of id: TenantID) async throws(BellhopError) -> TenantRecord? { try await store.tenant(id) }

    /// Lists tenants in the order of their ids, `count` at most, those after `previous`; with a kind only its own.
    public func list(
        after previous: TenantID? = nil, count: Int = 1000, kind: TenantKind? = nil
    ) async throws(BellhopError) -> [TenantID] {
        try await store.tenants(after: previous, count: max(1, count), kind: kind)
    }

    /// Sets a tenant's share of worker time.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``.
    @discardableResult
    public func setWeight(_ weight: TenantWeight, of id: TenantID) async throws(BellhopError) -> TenantRecord {
        try await store.setTenant(id, TenantChange(weight: weight))
    }

    /// Bounds the jobs of a tenant that run at any time; `nil` takes the bound away.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``; ``BellhopError/Code/invalidValue`` for a cap below 1.
    @discardableResult
    public func setConcurrencyCap(_ cap: Int?, of id: TenantID) async throws(BellhopError) -> TenantRecord {
        try await store.setTenant(id, TenantChange(concurrencyCap: .some(cap)))
    }

    /// Stops starting a tenant's jobs; running ones finish, new ones are taken in and wait.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``.
    @discardableResult
    public func suspend(_ id: TenantID) async throws(BellhopError) -> TenantRecord {
        try await store.setTenant(id, TenantChange(state: .suspended))
    }

    /// Starts a paused or suspended tenant's jobs again, in their old order.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``.
    @discardableResult
    public func resume(_ id: TenantID) async throws(BellhopError) -> TenantRecord {
        try await store.setTenant(id, TenantChange(state: .active, isPaused: false))
    }

    /// Starts no more of a tenant's jobs until it is resumed; running ones finish, new ones are taken in and wait.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``.
    @discardableResult
    public func pause(_ id: TenantID) async throws(BellhopError) -> TenantRecord {
        try await store.setTenant(id, TenantChange(isPaused: true))
    }
}
