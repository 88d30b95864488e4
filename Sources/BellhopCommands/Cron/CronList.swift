import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Lists schedules with their next instants.
struct CronList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the schedules of tenants, or the plans, with their next instants.",
        discussion: """
            EXAMPLES
              bellhop cron list --tenant acme
              bellhop cron list --all-tenants --json
              bellhop cron list --plans
            """)

    @Option(name: .customLong("tenant"), help: ArgumentHelp("A tenant; may be repeated.", valueName: "id"))
    var names: [String] = []
    @Option(help: ArgumentHelp("Every tenant of a kind.", valueName: "kind"))
    var kind: String?
    @Flag(help: "Every tenant.")
    var allTenants = false
    @Flag(help: "The plans themselves.")
    var plans = false
    @Option(help: ArgumentHelp("How many next instants.", valueName: "n"))
    var next = 3
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        let selectors = (names.isEmpty ? 0 : 1) + (kind == nil ? 0 : 1) + (allTenants ? 1 : 0) + (plans ? 1 : 0)
        if selectors != 1 { throw ValidationError("give one of --tenant, --kind, --all-tenants and --plans") }
        if !(1...100).contains(next) { throw ValidationError("--next goes from 1 to 100") }
    }

    func run() async throws {
        let (schedules, now) = try await global.withClient { client in
            let now = try await Inspector(client.store).serverTime()
            if plans { return (try await client.plans.list(), now) }
            var selector = TenantSelector()
            (selector.names, selector.kind, selector.allTenants) = (names, kind, allTenants)
            var schedules: [ScheduledJob] = []
            for tenant in try await selector.tenants(client) {
                schedules += try await client.scoped(to: tenant).schedules.list()
            }
            return (schedules, now)
        }
        func instants(_ schedule: ScheduledJob) -> [String] {
            if schedule.isPaused { return [] }
            return schedule.instants(after: max(now, schedule.last ?? now), count: next).map(
                InstantText.format(milliseconds:))
        }
        let objects: [JSON] = schedules.map { schedule in
            [
                "id": .string(schedule.name), "tenant": JSON(schedule.tenant?.rawValue),
                "schedule": JSON(schedule.entry?.schedule), "zone": JSON(schedule.entry?.zone),
                "job": JSON(schedule.entry?.job.rawValue), "queue": JSON(schedule.entry?.queue.rawValue),
                "missed": JSON(schedule.entry?.missed.rawValue), "kind": JSON(schedule.entry?.kind?.rawValue),
                "paused": .bool(schedule.isPaused), "planned": .bool(schedule.isPlanned),
                "next": .array(instants(schedule).map(JSON.string)),
            ]
        }
        var table = Table("TENANT", "NAME", "SCHEDULE", "ZONE", "JOB", "NEXT")
        for schedule in schedules {
            table.add(
                schedule.tenant?.rawValue ?? schedule.entry?.kind.map { "kind \($0)" } ?? "all", schedule.name,
                schedule.entry?.schedule ?? "unreadable", schedule.entry?.zone ?? "",
                schedule.entry?.job.rawValue ?? "",
                schedule.isPaused ? "paused" : instants(schedule).joined(separator: " "))
        }
        try global.output.list(objects, table)
    }
}
