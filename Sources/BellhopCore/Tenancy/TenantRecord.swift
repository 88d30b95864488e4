/// Holds what the directory knows of a tenant.
public struct TenantRecord: Hashable, Sendable {
    /// Names the tenant.
    public let id: TenantID
    /// Says what may be done for it.
    public var state: TenantState
    /// Says that an operator has stopped its jobs from being started.
    public var isPaused: Bool
    /// Names the kind of tenants that it belongs to.
    public var kind: TenantKind?
    /// Holds what is set for the tenant itself.
    public var own: TenantSettings
    /// Holds what holds for it: its own settings, and its kind's where it says nothing.
    public var settings: TenantSettings
    /// Counts the lives of this id: a tenant that is made again after its deletion has a higher one.
    public let generation: Int

    /// Makes a record.
    public init(
        id: TenantID, state: TenantState = .active, isPaused: Bool = false, kind: TenantKind? = nil,
        own: TenantSettings = .init(), settings: TenantSettings? = nil, generation: Int = 1
    ) {
        self.id = id
        self.state = state
        self.isPaused = isPaused
        self.kind = kind
        self.own = own
        self.settings = settings ?? own
        self.generation = generation
    }

    /// Gives its share of worker time against other tenants, from 0.01 to 100.
    public var weight: TenantWeight {
        if case .to(let weight) = settings.weight { weight } else { .one }
    }

    /// Bounds the jobs of it that are held by workers at any time; `nil` is no bound.
    public var concurrencyCap: Int? {
        if case .to(let cap) = settings.concurrencyCap { cap } else { nil }
    }
}
