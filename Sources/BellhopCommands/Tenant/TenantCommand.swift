import ArgumentParser

/// Holds the commands on tenants themselves.
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Add, list, change, pause, suspend and resume tenants and kinds of tenants.",
        discussion: """
            EXAMPLES
              bellhop tenant add acme --weight 2 --cap 10
              bellhop tenant set acme --cap none
              bellhop tenant suspend acme
            """,
        subcommands: [
            TenantAdd.self, TenantList.self, TenantShow.self, TenantSet.self, TenantKindCommand.self,
            TenantPause.self, TenantSuspend.self, TenantResume.self,
        ])
}
