import ArgumentParser
import Bellhop
import BellhopCore

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
