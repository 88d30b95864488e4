import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Changes a tenant's limits.
struct TenantSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a tenant's weight or cap; it holds at once for jobs that wait.",
        discussion: """
            EXAMPLES
              bellhop tenant set acme --weight 0.5
              bellhop tenant set acme --cap none
            """)

    @Argument(help: "The tenant's id.") var id: String
    @OptionGroup(title: "Limits") var limits: TenantLimits
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        if !limits.isGiven { throw ValidationError("say what to set: --weight W, --cap N or --cap none") }
    }

    func run() async throws {
        let id = try TenantID(id)
        let change = try limits.change()
        let record = try await global.withClient { try await $0.store.setTenant(id, change) }
        let cap = record.concurrencyCap.map(String.init) ?? "none"
        try global.output.object(record.json, "tenant '\(id)' has weight \(record.weight) and cap \(cap)")
    }
}
