import ArgumentParser

/// Holds the commands on quarantined jobs.
struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "Look at jobs that cannot be run as they stand, release or delete them.",
        discussion: """
            EXAMPLES
              bellhop quarantine list --all-tenants
              bellhop quarantine release --tenant acme --name import
            """,
        subcommands: [QuarantineList.self, QuarantineShow.self, QuarantineRelease.self, QuarantineDelete.self])
}
