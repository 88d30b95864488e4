import ArgumentParser
import Bellhop
import BellhopCore

/// Shows a quarantined job with the reasons.
struct QuarantineShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a quarantined job with all its errors; its payload is not read.",
        discussion: """
            EXAMPLE
              bellhop quarantine show bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057
            """)

    @OptionGroup var selector: JobSelector
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (tenant, id) = try selector.resolve()
        let filter = try BurialFilter.parse(["\(JobRef(shard: .first, tenant: tenant, queue: .default, id: id))"])
        try await BurialActions(burial: .quarantined, filter: filter, global: global).show()
    }
}
