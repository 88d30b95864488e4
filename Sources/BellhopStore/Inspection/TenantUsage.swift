/// Holds what a tenant uses of the workers against what it is entitled to.
package struct TenantUsage: Sendable {
    /// Is the worker time of the tenant in the last minutes.
    package let used: Duration
    /// Is the worker time of all tenants in the last minutes.
    package let usedByAll: Duration
    /// Is its share by weight among the tenants that have work now, itself included, from 0 to 1.
    package let entitlement: Double
    /// Counts the other tenants that have work now.
    package let rivals: Int

    /// Gives the share of all worker time that it used, from 0 to 1.
    package var share: Double { usedByAll > .zero ? used / usedByAll : 0 }
}
