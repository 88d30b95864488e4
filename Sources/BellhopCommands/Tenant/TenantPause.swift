import ArgumentParser
import Bellhop
import BellhopCore

/// Stops starting a tenant's jobs for a while.
struct TenantPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Start no more of a tenant's jobs until it is resumed.",
        discussion: """
            Running jobs finish; new ones are taken in and wait in their order.

            EXAMPLE
              bellhop tenant pause acme
            """)

    @Argument(help: "The tenant's id.") var id: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let id = try TenantID(id)
        let record = try await global.withClient { try await $0.tenants.pause(id) }
        try global.output.object(record.json, "paused tenant '\(id)'")
    }
}
