import BellhopStore
import FoundationEssentials

/// Adds, lists, pauses and removes the schedules of one tenant.
///
/// However many workers there are, a job is enqueued once for each instant, and no worker leads. A schedule stands under its
/// tenant's keys and counts from the moment at which it is put.
///
///     let nightly = try CronEntry("30 2 * * *", in: "Europe/Berlin", job: "report")
///     try await client.scoped(to: acme).schedules.add("nightly", nightly)
public struct TenantSchedules: Sendable {
    let scoped: ScopedClient

    /// Adds a schedule; with `replacing` one of the same name gives way.
    ///
    /// - Throws: ``BellhopError/Code/duplicateJob`` when there is one of this name; ``BellhopError/Code/invalidValue`` for a
    ///   name outside of `[A-Za-z0-9][A-Za-z0-9._-]{0,63}` or an entry that is out of bounds;
    ///   ``BellhopError/Code/unknownTenant``.
    public func add(_ name: String, _ entry: CronEntry, replacing: Bool = false) async throws(BellhopError) {
        try scoped.requireLive()
        let name = try Self.checked(name)
        try Payload.check(Array(entry.payload.utf8))
        try await scoped.client.store.putCron(name, entry.anchored(), of: scoped.tenant, replaces: replacing)
    }

    /// Lists the tenant's schedules, those from plans included, in the order of their names.
    public func list() async throws(BellhopError) -> [ScheduledJob] {
        try scoped.requireLive()
        let now = try await Inspector(scoped.client.store).serverTime()
        return try await scoped.client.store.crons(of: scoped.tenant).map {
            ScheduledJob($0, of: scoped.tenant, now: now)
        }
    }

    /// Takes a schedule away; jobs that it has enqueued stay.
    ///
    /// One from a plan is paused for this tenant instead.
    ///
    /// - Throws: ``BellhopError/Code/notFound``.
    public func remove(_ name: String) async throws(BellhopError) {
        try scoped.requireLive()
        try await scoped.client.store.removeCron(name, of: scoped.tenant)
    }

    /// Enqueues nothing more until it is resumed.
    ///
    /// - Throws: ``BellhopError/Code/notFound``.
    public func pause(_ name: String) async throws(BellhopError) {
        try scoped.requireLive()
        try await scoped.client.store.setCron(name, of: scoped.tenant, isPaused: true)
    }

    /// Goes on from now; what fell into the pause is not made up for.
    ///
    /// - Throws: ``BellhopError/Code/notFound``.
    public func resume(_ name: String) async throws(BellhopError) {
        try scoped.requireLive()
        try await scoped.client.store.setCron(name, of: scoped.tenant, isPaused: false)
    }

    /// Enqueues a job now, and leaves the schedule as it is.
    ///
    /// - Throws: ``BellhopError/Code/notFound``, and what an enqueue throws.
    @discardableResult
    public func runNow(_ name: String) async throws(BellhopError) -> JobRef {
        try scoped.requireLive()
        guard
            let entry = try await scoped.client.store.crons(of: scoped.tenant).first(where: { $0.name == name })?.entry
        else {
            throw BellhopError(.notFound, "tenant '\(scoped.tenant)' has no schedule '\(name)'")
        }
        return try await scoped.client.enqueue(
            name: entry.job, payloads: [Array(entry.payload.utf8)], for: scoped.tenant,
            options: EnqueueOptions(queue: entry.queue, maximumAttempts: entry.maximumAttempts)
        ).singleReference()
    }

    /// Checks a schedule's name by the grammar of job names.
    static func checked(_ name: String) throws(BellhopError) -> String {
        do { return try JobName(name).rawValue } catch {
            throw BellhopError(
                .invalidValue, "the name of a schedule must fit [A-Za-z0-9][A-Za-z0-9._-]{0,63}: \(error.message)")
        }
    }
}

extension ScopedClient {
    /// Gives the tenant's schedules.
    public var schedules: TenantSchedules { TenantSchedules(scoped: self) }
}

extension CronEntry {
    /// Lets `@every` count from now where nothing else was said.
    func anchored() -> CronEntry {
        guard anchor == 0 else { return self }
        var entry = self
        // Only the distance between instants matters, so the producer's clock does no harm here.
        entry.anchor = Int64(Date.now.timeIntervalSince1970) * 1000
        return entry
    }
}
