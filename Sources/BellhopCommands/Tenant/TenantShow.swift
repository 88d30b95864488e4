import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Shows a tenant with the counts of its jobs.
struct TenantShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a tenant and the counts of its jobs.",
        discussion: """
            EXAMPLES
              bellhop tenant show acme
              bellhop tenant show acme --json
            """)

    @Argument(help: "The tenant's id.") var id: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let id = try TenantID(id)
        let (record, summary) = try await global.withClient { client in
            (try await client.tenants.require(id), try await Inspector(client.store).summary(of: id))
        }
        try global.output.object(
            .object(record.members.merging(summary.members) { record, _ in record }),
            """
            tenant \(record.id): \(record.state)\(record.isPaused ? ", paused" : "")\
            \(record.kind.map { ", of kind \($0)" } ?? ""), \(record.settings.words)
            \(summary.words)
            """)
    }
}
