import ArgumentParser
import Bellhop
import BellhopCore

/// Adds a schedule to tenants, or for all of a kind.
struct CronAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Enqueue a job again and again, for named tenants, a kind, or all.",
        discussion: """
            --schedule takes five fields (minute hour day month weekday), six with seconds in front, @every 15m, or a nickname \
            such as @daily. The line is read in --zone; a time that the change to summer time leaves out comes right after it, \
            and one that the change back repeats comes once, unless the hour is a wildcard.

            EXAMPLES
              bellhop cron add nightly --tenant acme --schedule '30 2 * * *' --zone Europe/Berlin --job report
              bellhop cron add sync --kind paid --schedule '@every 15m' --job sync --missed once
              bellhop cron add digest --all-tenants --schedule '0 6 * * MON' --job digest --spread 10m --replace
            """)

    @Argument(help: "The schedule's name.") var name: String
    @OptionGroup(title: "Tenants") var selector: TenantSelector
    @Option(help: ArgumentHelp("When: a cron line, @every SPAN, or a nickname.", valueName: "line"))
    var schedule: String
    @Option(help: ArgumentHelp("The time zone.", valueName: "zone"))
    var zone = "UTC"
    @Option(help: ArgumentHelp("The kind of job.", valueName: "name"))
    var job: String
    @Option(help: ArgumentHelp("The queue.", valueName: "queue"))
    var queue = "default"
    @Option(help: ArgumentHelp("The payload, as JSON.", valueName: "json|-|@file"))
    var payload: String?
    @Option(help: ArgumentHelp("What becomes of missed instants: skip, once or all.", valueName: "rule"))
    var missed = "skip"
    @Option(help: ArgumentHelp("Until when an instant does not count as missed.", valueName: "span"))
    var grace = "60s"
    @Option(help: ArgumentHelp("Spread the tenants over this span, each always at the same offset.", valueName: "span"))
    var spread = "0s"
    @Option(help: ArgumentHelp("How often a job is run at most.", valueName: "n"))
    var attempts: Int?
    @Flag(help: "Let one of the same name give way.")
    var replace = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let entry = try entry()
        let tenants = try await global.withClient { client -> [TenantID?] in
            if selector.names.isEmpty {
                try await client.plans.add(name, entry, replacing: replace)
                return [nil]
            }
            let tenants = try await selector.tenants(client)
            for tenant in tenants { try await client.scoped(to: tenant).schedules.add(name, entry, replacing: replace) }
            return tenants
        }
        for tenant in tenants {
            let whose = tenant.map { "tenant '\($0)'" } ?? selector.kind.map { "kind '\($0)'" } ?? "all tenants"
            try global.output.object(
                ["id": .string(name), "tenant": JSON(tenant?.rawValue), "schedule": .string(entry.schedule)],
                "\(whose): schedule '\(name)' enqueues '\(entry.job)' at \(entry.schedule) (\(entry.zone))")
        }
    }

    private func entry() throws -> CronEntry {
        let bytes = try payload.map { try PayloadSource($0).read(checksJSON: true) } ?? Array("{}".utf8)
        var entry = try CronEntry(
            schedule, in: zone, job: JobName(job), queue: QueueName(queue),
            payload: String(decoding: bytes, as: UTF8.self))
        guard let missed = MissedRuns(rawValue: missed) else {
            throw BellhopError(.invalidValue, "--missed '\(missed.oneLine(limit: 40))' is none of skip, once and all")
        }
        entry.missed = missed
        entry.graceMilliseconds = Int64(try DurationText.parse(grace).wholeMilliseconds)
        entry.spreadMilliseconds = Int64(try DurationText.parse(spread).wholeMilliseconds)
        entry.maximumAttempts = attempts
        entry.kind = try selector.kind.map { try TenantKind($0) }
        return entry
    }
}
