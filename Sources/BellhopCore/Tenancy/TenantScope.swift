/// Says on whose behalf code runs: one tenant's, or the system's for a stated reason.
///
/// There is no third way.
public enum TenantScope: Hashable, Sendable {
    /// Runs for a tenant.
    case tenant(TenantID)
    /// Runs for no tenant, for a stated reason.
    case system(SystemReason)
}
