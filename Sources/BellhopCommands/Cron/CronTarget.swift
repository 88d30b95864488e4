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
