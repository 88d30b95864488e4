package import BellhopCore

/// Says what to change in a tenant's record; what is `nil` stays as it is.
package struct TenantChange: Sendable {
    /// Sets what may be done for the tenant.
    package var state: TenantState?
    /// Sets its share of worker time.
    package var weight: TenantWeight?
    /// Sets the bound on its concurrent claims; `.some(nil)` takes the bound away.
    package var concurrencyCap: Int??

    /// Makes a change.
    package init(state: TenantState? = nil, weight: TenantWeight? = nil, concurrencyCap: Int?? = nil) {
        self.state = state
        self.weight = weight
        self.concurrencyCap = concurrencyCap
    }

    /// Checks the values that types do not.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the cap is below 1 or above a million.
    package func validate() throws(BellhopError) {
        if case .some(.some(let cap)) = concurrencyCap, !(1...1_000_000).contains(cap) {
            throw BellhopError(
                .invalidValue,
                "a concurrent cap of \(cap) is out of bounds: it goes from 1 to 1000000; to stop a tenant, suspend it")
        }
    }
}
