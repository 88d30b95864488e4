import BellhopStore

/// Adds, lists and removes schedules for all tenants, or for those of a kind.
///
/// Each tenant has the schedule under its own keys, with its own instants, and may pause it for itself; a tenant that is
/// added later, or becomes one of the kind, gets it then. The payload is the operator's and the same for all.
///
///     var digest = try CronEntry("0 6 * * MON", in: "Europe/Berlin", job: "digest")
///     digest.spreadMilliseconds = 600_000
///     try await client.plans.add("weekly-digest", digest)
public struct Plans: Sendable {
    let store: JobStore

    /// Adds a plan; ``BellhopCore/CronEntry/kind`` says for whom.
    ///
    /// With `replacing` one of the same name gives way. Tenants are told in pages; a call that was cut short may be repeated with `replacing`.
    ///
    /// - Throws: ``BellhopError/Code/duplicateJob`` when there is one of this name; ``BellhopError/Code/invalidValue``.
    public func add(_ name: String, _ entry: CronEntry, replacing: Bool = false) async throws(BellhopError) {
        let name = try TenantSchedules.checked(name)
        try Payload.check(Array(entry.payload.utf8))
        try await store.putPlan(name, entry.anchored(), replaces: replacing)
    }

    /// Lists the plans in the order of their names.
    public func list() async throws(BellhopError) -> [ScheduledJob] {
        try await store.plans().map { ScheduledJob(plan: $0.name, $0.entry) }
    }

    /// Takes a plan away from all tenants that have it; jobs that it has enqueued stay.
    ///
    /// - Throws: ``BellhopError/Code/notFound``.
    public func remove(_ name: String) async throws(BellhopError) { try await store.removePlan(name) }
}

extension BellhopClient {
    /// Gives the schedules for many tenants.
    public var plans: Plans { Plans(store: store) }
}
