/// Is a setting of a tenant: a value, no bound at all, or what the tenant's kind says.
///
///     try await client.tenants.set(acme, .init(concurrencyCap: .to(4), rate: .inherited))
public enum Bound<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Sets the value.
    case to(Value)
    /// Sets that there is no bound, whatever the tenant's kind says.
    case none
    /// Takes the setting away, so that the kind's holds again, or the default.
    case inherited
}
