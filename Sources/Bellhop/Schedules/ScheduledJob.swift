import BellhopStore

/// Holds a schedule as it stands.
public struct ScheduledJob: Sendable, Hashable {
    /// Names it among its tenant's, or among the plans.
    public let name: String
    /// Names the tenant; `nil` for a plan.
    public let tenant: TenantID?
    /// Says what is enqueued, and when; `nil` when a newer build wrote it and this one cannot read it.
    public let entry: CronEntry?
    /// Says that the tenant has it from a plan.
    public let isPlanned: Bool
    /// Says that nothing is enqueued until it is resumed.
    public let isPaused: Bool
    /// Gives the next instant at which a worker enqueues, in milliseconds since 1970; `nil` while it is paused.
    public let next: Int64?
    /// Gives the instant up to which everything has been dealt with, in milliseconds since 1970.
    public let last: Int64?

    init(_ cron: StoredCron, of tenant: TenantID, now: Int64) {
        self.name = cron.name
        self.tenant = tenant
        self.entry = cron.entry
        self.isPlanned = cron.isPlanned
        self.isPaused = cron.isPaused
        self.last = cron.last
        // A schedule that was put a moment ago stands at the present until a worker has reckoned its first instant.
        self.next =
            cron.isPaused
            ? nil : Self.instants(cron.entry, of: tenant, name: cron.name, after: max(now, cron.last ?? now), 1).first
    }

    init(plan name: String, _ entry: CronEntry?) {
        self.name = name
        self.tenant = nil
        self.entry = entry
        self.isPlanned = true
        self.isPaused = false
        self.next = nil
        self.last = nil
    }

    /// Lists the next instants after `instant`, in milliseconds since 1970, the tenant's offset in a spread included.
    public func instants(after instant: Int64, count: Int) -> [Int64] {
        Self.instants(entry, of: tenant, name: name, after: instant, count)
    }

    private static func instants(
        _ entry: CronEntry?, of tenant: TenantID?, name: String, after instant: Int64, _ count: Int
    ) -> [Int64] {
        guard let entry, let expression = try? CronExpression(entry.schedule),
            let zone = try? TimeZoneRules(named: entry.zone)
        else { return [] }
        let offset = tenant.map {
            CronSchedule.spreadOffset(tenant: $0.rawValue, name: name, spread: entry.spreadMilliseconds)
        }
        return CronSchedule(expression, in: zone, anchor: entry.anchor)
            .ticks(after: instant - (offset ?? 0), through: .max, limit: count).map { $0 + (offset ?? 0) }
    }
}
