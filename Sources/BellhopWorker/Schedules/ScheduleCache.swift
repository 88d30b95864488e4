import BellhopCore

/// Keeps schedules and zones that were read, since many tenants share them.
struct ScheduleCache {
    private struct Key: Hashable {
        let schedule: String
        let zone: String
        let anchor: Int64
    }

    private static let most = 1000
    private var zones: [String: TimeZoneRules] = [:]
    private var schedules: [Key: CronSchedule] = [:]

    /// Gives the schedule of an entry.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when this machine does not know the zone, or the line is none.
    mutating func schedule(of entry: CronEntry) throws(BellhopError) -> CronSchedule {
        let key = Key(schedule: entry.schedule, zone: entry.zone, anchor: entry.anchor)
        if let known = schedules[key] { return known }
        let zone = if let known = zones[entry.zone] { known } else { try TimeZoneRules(named: entry.zone) }
        let schedule = CronSchedule(try CronExpression(entry.schedule), in: zone, anchor: entry.anchor)
        if schedules.count >= Self.most { schedules = [:] }
        if zones.count >= Self.most { zones = [:] }
        zones[entry.zone] = zone
        schedules[key] = schedule
        return schedule
    }
}
