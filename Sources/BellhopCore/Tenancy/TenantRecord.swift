/// Holds what the directory knows of a tenant.
public struct TenantRecord: Hashable, Sendable {
    /// Names the tenant.
    public let id: TenantID
    /// Says what may be done for it.
    public var state: TenantState
    /// Gives its share of worker time against other tenants, from 0.01 to 100.
    public var weight: TenantWeight
    /// Bounds the jobs of it that are held by workers at any time; `nil` is no bound.
    public var concurrencyCap: Int?
    /// Counts the lives of this id: a tenant that is made again after its deletion has a higher one.
    public let generation: Int

    /// Makes a record.
    public init(
        id: TenantID, state: TenantState = .active, weight: TenantWeight = .one, concurrencyCap: Int? = nil,
        generation: Int = 1
    ) {
        self.id = id
        self.state = state
        self.weight = weight
        self.concurrencyCap = concurrencyCap
        self.generation = generation
    }
}
