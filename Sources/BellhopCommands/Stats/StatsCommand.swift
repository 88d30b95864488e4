import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Counts what is in the installation.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count jobs by state, in total and for each tenant.",
        discussion: """
            With --json it is one object: `totals`, `tenants` (a list of objects with `id`), and the number of `workers`. \
            Each tenant is counted at an instant of its own.

            EXAMPLES
              bellhop stats
              bellhop stats --json
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (counts, workers) = try await global.withClient { client in
            (try await TenantCounts.read(client), try await Inspector(client.store).workers().count)
        }
        let tenants: [JSON] = counts.tenants.map { tenant, summary in
            .object(summary.members.merging(["id": .string(tenant.rawValue)]) { $1 })
        }
        try global.output.object(
            [
                "totals": .object(counts.totals.members), "tenants": .array(tenants), "workers": .integer(workers),
            ], Self.words(counts, workers))
    }

    private static func words(_ counts: TenantCounts, _ workers: Int) -> String {
        var table = Table("TENANT", "READY", "DUE", "RUNNING", "DEAD", "QUARANTINED", "SUCCEEDED")
        for (tenant, summary) in counts.tenants + [(nil, counts.totals)] as [(TenantID?, TenantSummary)] {
            table.add(
                tenant?.rawValue ?? "TOTAL", "\(summary.ready)", "\(summary.due)", "\(summary.running)",
                "\(summary.dead)", "\(summary.quarantined)", "\(summary.succeeded)")
        }
        return "tenants \(counts.tenants.count), workers \(workers)\n\n\(table.text)"
    }
}
