/// Tells which tenant code runs for, and runs code for one.
///
/// 1. A scope is entered by a closure and left when the closure ends, however it ends. There is no setter.
/// 2. Child tasks (`async let`, task groups, `Task {}`) inherit the scope; `Task.detached`, threads and queues do not.
/// 3. Code that outlives the scope finds it ended: it never runs on for the tenant, nor for the next one.
///
/// What is read here is a convenience for handlers and logs and never authority: the client and the store take the
/// tenant explicitly.
///
///     try await Tenancy.withTenant(acme) {
///         try await client.enqueue(SendInvoice(id: 7))
///     }
public enum Tenancy {
    @TaskLocal package static var token: ScopeToken?

    /// Gives the active tenant.
    ///
    /// - Throws: ``BellhopError/Code/noActiveTenant`` when no scope was entered, ``BellhopError/Code/scopeEnded`` when it
    ///   has ended, ``BellhopError/Code/systemScope`` when it is the system's.
    public static var current: TenantID {
        get throws(BellhopError) {
            guard let token else {
                throw BellhopError(
                    .noActiveTenant,
                    "no tenant is active: pass one, or wrap the call in Tenancy.withTenant(_:); "
                        + "Task.detached, threads and queues do not inherit one")
            }
            return try token.requireTenant()
        }
    }

    /// Gives the active tenant, or `nil` where ``current`` would throw.
    public static var currentIfAny: TenantID? { try? current }

    /// Gives the active scope, or `nil` when none was entered or it has ended.
    public static var scopeIfAny: TenantScope? {
        guard let token, token.isLive else { return nil }
        return token.scope
    }

    /// Runs `operation` for `tenant`.
    ///
    /// The scope ends when `operation` returns, throws or is cancelled; the outer scope is then active again.
    ///
    /// - Throws: ``BellhopError/Code/nestedSwitch`` when another tenant is active, also from further out through a system
    ///   scope, ``BellhopError/Code/scopeEnded`` when the scope around has ended, and what `operation` throws.
    public static func withTenant<Success>(
        _ tenant: TenantID, isolation: isolated (any Actor)? = #isolation, _ operation: () async throws -> Success
    ) async throws -> Success {
        if let outer = token {
            try outer.requireLive()
            let active = if case .tenant(let active) = outer.scope { active } else { outer.outerTenant }
            if let active, active != tenant {
                throw BellhopError(
                    .nestedSwitch,
                    "tenant '\(tenant)' was entered while '\(active)' is active: end that scope first, "
                        + "or do the other tenant's work in a job of its own")
            }
        }
        return try await within(ScopeToken(.tenant(tenant), outerTenant: tenant, within: token), operation)
    }

    /// Runs `operation` for the system and for no tenant.
    ///
    /// - Throws: ``BellhopError/Code/scopeEnded`` when the scope around has ended, and what `operation` throws.
    public static func asSystem<Success>(
        _ reason: SystemReason, isolation: isolated (any Actor)? = #isolation, _ operation: () async throws -> Success
    ) async throws -> Success {
        try token?.requireLive()
        var outerTenant = token?.outerTenant
        if case .tenant(let tenant)? = token?.scope { outerTenant = tenant }
        return try await within(ScopeToken(.system(reason), outerTenant: outerTenant, within: token), operation)
    }

    private static func within<Success>(
        _ token: ScopeToken, isolation: isolated (any Actor)? = #isolation, _ operation: () async throws -> Success
    ) async throws -> Success {
        defer { token.revoke() }
        return try await $token.withValue(token) { try await operation() }
    }
}
