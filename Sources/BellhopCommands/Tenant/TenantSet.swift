import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Changes a tenant's limits.
struct TenantSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change what is set for a tenant; it holds at once for jobs that wait.",
        discussion: """
            Each option takes a value, none for no bound, or default for what the tenant's kind says.

            EXAMPLES
              bellhop tenant set acme --weight 0.5
              bellhop tenant set acme --cap none --rate 100/s:10
              bellhop tenant set acme --kind free --cap default
              bellhop tenant set acme --job-cap import=1 --key-cap sync=2 --queue-weight mail=3
            """)

    @Argument(help: "The tenant's id.") var id: String
    @Option(help: ArgumentHelp("The kind that it belongs to, or none.", valueName: "kind|none"))
    var kind: String?
    @OptionGroup(title: "Limits") var limits: TenantLimits
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let id = try TenantID(id)
        let settings = try limits.settings()
        if settings.isEmpty, kind == nil {
            throw ValidationError("say what to set, such as --weight W, --cap N, --rate N/s or --kind K")
        }
        let kind: Bound<TenantKind>? = try kind.map { $0 == "none" ? .inherited : .to(try TenantKind($0)) }
        let record = try await global.withClient {
            try await $0.store.setTenant(id, TenantChange(kind: kind, settings: settings))
        }
        try global.output.object(record.json, "tenant '\(id)': \(record.settings.words)")
    }
}
