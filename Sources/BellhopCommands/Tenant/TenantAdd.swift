import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Adds a tenant.
struct TenantAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a tenant.",
        discussion: """
            An id fits [a-z0-9][a-z0-9_-]{0,63}. A tenant that exists stays as it is, and the command exits 1.

            EXAMPLES
              bellhop tenant add acme
              bellhop tenant add acme --weight 2 --cap 10 --json
              bellhop tenant add globex --kind free
            """)

    @Argument(help: "The tenant's id.") var id: String
    @Option(help: ArgumentHelp("The kind that it belongs to, see `bellhop tenant kind`.", valueName: "kind"))
    var kind: String?
    @OptionGroup(title: "Limits") var limits: TenantLimits
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let id = try TenantID(id)
        let change = TenantChange(
            kind: try kind.map { .to(try TenantKind($0)) }, settings: try limits.settings())
        let record = try await global.withClient { try await $0.store.addTenant(id, change) }
        try global.output.object(record.json, "added tenant '\(id)'")
    }
}
