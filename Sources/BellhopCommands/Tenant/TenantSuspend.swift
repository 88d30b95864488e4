import ArgumentParser
import Bellhop
import BellhopCore

/// Stop starting a tenant's jobs; running ones finish and new ones wait.
struct TenantSuspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Stop starting a tenant's jobs; running ones finish and new ones wait.",
        discussion: """
            EXAMPLE
              bellhop tenant suspend acme
            """)

    @Argument(help: "The tenant's id.") var id: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let id = try TenantID(id)
        let record = try await global.withClient { try await $0.tenants.suspend(id) }
        try global.output.object(record.json, "suspended tenant '\(id)'")
    }
}
