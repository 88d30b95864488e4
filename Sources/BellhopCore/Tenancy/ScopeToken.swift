import Synchronization

/// Stands for one entering of a scope, and ends with it.
///
/// The task-local holds a token and not a tenant, because a task that outlives its job keeps its task-locals: it then
/// holds a token that has ended, and every call that asks finds that out.
package final class ScopeToken: Sendable {
    /// Says on whose behalf code runs.
    package let scope: TenantScope
    /// Says which tenant was left to enter this scope, if one was.
    package let outerTenant: TenantID?
    private let parent: ScopeToken?
    private let ended = Atomic<Bool>(false)

    /// Makes a token whose scope is live as long as the one around it.
    package init(_ scope: TenantScope, outerTenant: TenantID? = nil, within parent: ScopeToken? = nil) {
        self.scope = scope
        self.outerTenant = outerTenant
        self.parent = parent
    }

    /// Says whether the scope is still entered.
    package var isLive: Bool { !ended.load(ordering: .acquiring) && parent?.isLive ?? true }

    /// Ends the scope for everyone who still holds the token.
    ///
    /// Ending it again does nothing.
    package func revoke() { ended.store(true, ordering: .releasing) }

    /// Checks that the scope is still entered.
    ///
    /// - Throws: ``BellhopError/Code/scopeEnded`` when it has ended.
    package func requireLive() throws(BellhopError) {
        guard isLive else {
            throw BellhopError(
                .scopeEnded, "the scope of \(name) has ended: code that outlives its job has no tenant any more")
        }
    }

    /// Gives the tenant of the scope.
    ///
    /// - Throws: ``BellhopError/Code/scopeEnded`` when it has ended, ``BellhopError/Code/systemScope`` when it has none.
    package func requireTenant() throws(BellhopError) -> TenantID {
        try requireLive()
        switch scope {
        case .tenant(let tenant): return tenant
        case .system(let reason):
            throw BellhopError(
                .systemScope, "this code runs for the system (\(reason)) and so for no tenant: name the tenant")
        }
    }

    private var name: String {
        switch scope {
        case .tenant(let tenant): "tenant '\(tenant)'"
        case .system(let reason): "the system (\(reason))"
        }
    }
}
