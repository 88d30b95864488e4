import ArgumentParser
import Bellhop
import BellhopCore

/// Says of which tenants a command reads: there is no default, so that nobody reads everybody's by accident.
struct TenantSelector: ParsableArguments {
    @Option(name: .customLong("tenant"), help: ArgumentHelp("A tenant; may be repeated.", valueName: "id"))
    var names: [String] = []

    @Option(help: ArgumentHelp("Every tenant of a kind.", valueName: "kind"))
    var kind: String?

    @Flag(help: "Every tenant.")
    var allTenants = false

    /// Refuses none and several at once, before anything is read.
    func validate() throws {
        switch (names.isEmpty ? 0 : 1) + (kind == nil ? 0 : 1) + (allTenants ? 1 : 0) {
        case 0: throw ValidationError("name the tenants: --tenant ID (may be repeated), --kind KIND, or --all-tenants")
        case 1: return
        default: throw ValidationError("give one of --tenant, --kind and --all-tenants")
        }
    }

    /// Finds the tenants, in the order in which they were named, each once.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue``, ``BellhopError/Code/unknownTenant``.
    func tenants(_ client: BellhopClient) async throws(BellhopError) -> [TenantID] {
        if let kind { return try await client.tenants.all(kind: try TenantKind(kind)) }
        if allTenants { return try await client.tenants.all() }
        var tenants: [TenantID] = []
        for name in names {
            let tenant = try TenantID(name)
            if tenants.contains(tenant) { continue }
            _ = try await client.tenants.require(tenant)
            tenants.append(tenant)
        }
        return tenants
    }
}

/// Names the one tenant that a command writes for.
struct OneTenant: ParsableArguments {
    // An array, because of two values for a single option the parser would silently take the last.
    @Option(name: .customLong("tenant"), help: ArgumentHelp("The tenant that owns the job.", valueName: "id"))
    var names: [String] = []

    /// Gives the tenant if one was named.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue``.
    func tenantIfAny() throws(BellhopError) -> TenantID? {
        guard let name = names.first else { return nil }
        return try TenantID(name)
    }

    /// Refuses several.
    func validate() throws {
        if names.count > 1 { throw ValidationError("give --tenant once: this command serves one tenant") }
    }
}

extension TenantDirectory {
    /// Lists all tenants, or those of a kind, in the order of their ids.
    func all(kind: TenantKind? = nil) async throws(BellhopError) -> [TenantID] {
        var tenants: [TenantID] = []
        while true {
            let page = try await list(after: tenants.last, count: 1000, kind: kind)
            tenants += page
            if page.count < 1000 { return tenants }
        }
    }

    /// Reads the record of a tenant that has to exist.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``.
    func require(_ tenant: TenantID) async throws(BellhopError) -> TenantRecord {
        guard let record = try await record(of: tenant) else {
            throw BellhopError(
                .unknownTenant, "there is no tenant '\(tenant)': add it with `bellhop tenant add \(tenant)`")
        }
        return record
    }
}
