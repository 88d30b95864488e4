import ArgumentParser
import Bellhop
import BellhopCore

/// Start a paused or suspended tenant's jobs again, in their old order.
struct TenantResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Start a paused or suspended tenant's jobs again, in their old order.",
        discussion: """
            EXAMPLE
              bellhop tenant resume acme
            """)

    @Argument(help: "The tenant's id.") var id: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let id = try TenantID(id)
        let record = try await global.withClient { try await $0.tenants.resume(id) }
        try global.output.object(record.json, "resumed tenant '\(id)'")
    }
}
