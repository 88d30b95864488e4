import ArgumentParser
import BellhopCore

/// Holds the commands on quarantined jobs.
struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "Look at jobs that cannot be run as they stand, release or delete them.",
        discussion: """
            EXAMPLES
              bellhop quarantine list --all-tenants
              bellhop quarantine release --tenant acme --name import
            """,
        subcommands: [
            BurialList<QuarantinedJobs>.self, QuarantineShow.self, BurialRestore<QuarantinedJobs>.self,
            BurialDelete<QuarantinedJobs>.self,
        ])
}

/// Is the place of jobs that cannot be run as they stand.
enum QuarantinedJobs: BurialNoun {
    static let burial = Burial.quarantined
    static let restoring = "release"
    static let reason = """
        A job is quarantined when it cannot be run as it stands: its bytes are damaged, nobody knows its name, or three \
        workers died with it.
        """
    static let caution = "A job whose envelope is damaged or of another tenant stays: it can only be deleted."
}
