import ArgumentParser
import Bellhop
import BellhopCore

/// Shows or changes what holds for the tenants of a kind.
struct TenantKindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kind", abstract: "Show or change what holds for the tenants of a kind, or list the kinds.",
        discussion: """
            A tenant's own settings go before its kind's. Changes hold at once, for jobs that wait already too.

            EXAMPLES
              bellhop tenant kind
              bellhop tenant kind free --cap 2 --rate 10/s:20 --most-waiting 10000
              bellhop tenant set acme --kind free
              bellhop tenant kind free --json
            """)

    @Argument(help: "The kind.") var kind: String?
    @OptionGroup(title: "Limits") var limits: TenantLimits
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let kind = try kind.map { try TenantKind($0) }
        let settings = try limits.settings()
        if kind == nil, !settings.isEmpty { throw ValidationError("name the kind that is to be changed") }
        let found = try await global.withClient { client in
            if let kind, !settings.isEmpty { try await client.tenants.set(kind: kind, settings) }
            var found: [(TenantKind, TenantSettings)] = []
            let kinds = if let kind { [kind] } else { try await client.tenants.kinds() }
            for kind in kinds { found.append((kind, try await client.tenants.settings(of: kind))) }
            return found
        }
        func json(_ kind: TenantKind, _ settings: TenantSettings) -> JSON {
            .object(settings.members.merging(["id": .string(kind.rawValue)]) { own, _ in own })
        }
        if kind != nil, let (kind, settings) = found.first {
            return try global.output.object(json(kind, settings), "kind '\(kind)': \(settings.words)")
        }
        var table = Table("KIND", "SETTINGS")
        for (kind, settings) in found { table.add(kind.rawValue, settings.words) }
        try global.output.list(found.map { json($0.0, $0.1) }, table)
    }
}
