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
    @discardableResult
    public func add(
        _ id: TenantID, weight: TenantWeight? = nil, concurrencyCap: Int? = nil
    ) async throws(BellhopError) -> TenantRecord {
        try await store.addTenant(
            id, TenantChange(weight: weight, concurrencyCap: concurrencyCap.map(Optional.some)))
    }

    /// Reads a tenant's record, or `nil` when there is no such tenant.
    public func record(of id: TenantID) async throws(BellhopError) -> TenantRecord? { try await store.tenant(id) }

    /// Lists tenants in the order of their ids, `count` at most, those after `previous`.
    public func list(after previous: TenantID? = nil, count: Int = 1000) async throws(BellhopError) -> [TenantID] {
        try await store.tenants(after: previous, count: max(1, count))
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

    /// Starts a suspended tenant's jobs again, in their old order.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``.
    @discardableResult
    public func resume(_ id: TenantID) async throws(BellhopError) -> TenantRecord {
        try await store.setTenant(id, TenantChange(state: .active))
    }
}
