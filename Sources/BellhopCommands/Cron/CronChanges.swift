import ArgumentParser
import Bellhop
import BellhopCore

/// Names a schedule and the tenants whose it is.
struct CronTarget: ParsableArguments {
    @Argument(help: "The schedule's name.") var name: String
    @OptionGroup(title: "Tenants") var selector: TenantSelector
    @OptionGroup(title: "Global options") var global: GlobalOptions

    /// Changes the schedule of each tenant, and says so of each.
    func each(_ words: String, _ change: (TenantSchedules) async throws(BellhopError) -> JobRef?) async throws {
        try await global.withClient { client in
            for tenant in try await selector.tenants(client) {
                let ref = try await change(client.scoped(to: tenant).schedules)
                var object: [String: JSON] = ["id": .string(name), "tenant": .string(tenant.rawValue)]
                if let ref { object["ref"] = .string("\(ref)") }
                try global.output.object(
                    .object(object), ref.map { "\($0)" } ?? "tenant '\(tenant)': \(words) schedule '\(name)'")
            }
        }
    }
}

/// Takes a schedule away.
struct CronRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a schedule away; the jobs that it has enqueued stay.",
        discussion: """
            With --all-tenants or --kind the plan goes, and with it the schedule of each tenant that has it from there. For a \
            single tenant, a schedule from a plan is paused instead.

            EXAMPLES
              bellhop cron remove nightly --tenant acme
              bellhop cron remove digest --all-tenants
            """)

    @OptionGroup var target: CronTarget

    func run() async throws {
        if !target.selector.names.isEmpty {
            return try await target.each("removed") { schedules throws(BellhopError) in
                try await schedules.remove(target.name)
                return nil
            }
        }
        try await target.global.withClient { client in
            let kind = try target.selector.kind.map { try TenantKind($0) }
            let plan = try await client.plans.list().first { $0.name == target.name }
            guard let plan, plan.entry == nil || plan.entry?.kind == kind else {
                throw BellhopError(
                    .notFound, "there is no plan '\(target.name)' for these tenants: see `bellhop cron list --plans`")
            }
            try await client.plans.remove(target.name)
        }
        try target.global.output.object(["id": .string(target.name)], "removed plan '\(target.name)'")
    }
}

/// Pauses a schedule.
struct CronPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Enqueue nothing by a schedule until it is resumed.",
        discussion: """
            EXAMPLE
              bellhop cron pause nightly --tenant acme
            """)

    @OptionGroup var target: CronTarget

    func run() async throws {
        try await target.each("paused") { schedules throws(BellhopError) in
            try await schedules.pause(target.name)
            return nil
        }
    }
}

/// Resumes a schedule.
struct CronResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a paused schedule; what fell into the pause is not made up for.",
        discussion: """
            EXAMPLE
              bellhop cron resume nightly --tenant acme
            """)

    @OptionGroup var target: CronTarget

    func run() async throws {
        try await target.each("resumed") { schedules throws(BellhopError) in
            try await schedules.resume(target.name)
            return nil
        }
    }
}

/// Enqueues a schedule's job now.
struct CronRunNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-now", abstract: "Enqueue a schedule's job now, and leave the schedule as it is.",
        discussion: """
            EXAMPLE
              bellhop cron run-now nightly --tenant acme
            """)

    @OptionGroup var target: CronTarget

    func run() async throws {
        try await target.each("ran") { schedules throws(BellhopError) in try await schedules.runNow(target.name) }
    }
}
