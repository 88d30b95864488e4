/// Says what may be done for a tenant.
public enum TenantState: String, Sendable, Codable, CaseIterable {
    /// Jobs are taken in and run.
    case active
    /// Jobs are taken in and wait; none starts until the tenant is resumed.
    case suspended
}
