import ArgumentParser
import Bellhop
import BellhopCore

/// Lists the tenants.
struct TenantList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tenants in the order of their ids.",
        discussion: """
            EXAMPLES
              bellhop tenant list
              bellhop tenant list --kind free --json
            """)

    @Option(help: ArgumentHelp("Those of this kind only.", valueName: "kind"))
    var kind: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let kind = try kind.map { try TenantKind($0) }
        let records = try await global.withClient { client in
            var records: [TenantRecord] = []
            for tenant in try await client.tenants.all(kind: kind) {
                if let record = try await client.tenants.record(of: tenant) { records.append(record) }
            }
            return records
        }
        try global.output.list(records.map(\.json), Self.table(records))
    }

    private static func table(_ records: [TenantRecord]) -> Table {
        var table = Table("TENANT", "STATE", "KIND", "WEIGHT", "CAP")
        for record in records {
            table.add(
                record.id.rawValue, record.isPaused ? "\(record.state), paused" : record.state.rawValue,
                record.kind?.rawValue ?? "", "\(record.weight)",
                record.concurrencyCap.map(String.init) ?? "none")
        }
        return table
    }
}
