import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Shows a tenant with the counts of its jobs.
struct TenantShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a tenant, the counts of its jobs, and what it uses against its entitlement.",
        discussion: """
            EXAMPLES
              bellhop tenant show acme
              bellhop tenant show acme --json
            """)

    @Argument(help: "The tenant's id.") var id: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let id = try TenantID(id)
        let (record, summary, usage) = try await global.withClient { client in
            let inspector = Inspector(client.store)
            return (
                try await client.tenants.require(id), try await inspector.summary(of: id),
                try await inspector.usage(of: id)
            )
        }
        let members: [String: JSON] = [
            "recentSeconds": .number(usage.used / .seconds(1)), "recentShare": .number(usage.share),
            "entitlement": .number(usage.entitlement),
        ]
        try global.output.object(
            .object(record.members.merging(summary.members) { own, _ in own }.merging(members) { own, _ in own }),
            """
            tenant \(record.id): \(record.state)\(record.isPaused ? ", paused" : "")\
            \(record.kind.map { ", of kind \($0)" } ?? ""), \(record.settings.words)
            \(summary.words)
            of worker time in the last 5 minutes \(Self.percent(usage.share)), \
            \(Double(usage.used.wholeMilliseconds) / 1000) s; entitled to \(Self.percent(usage.entitlement)) against \
            \(usage.rivals) tenants with work now
            """)
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
