import ArgumentParser
import BellhopCore

/// Holds the commands on dead jobs.
struct DeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "Look at dead jobs, put them back or delete them.",
        discussion: """
            EXAMPLES
              bellhop dead list --tenant acme
              bellhop dead retry --tenant acme --error timeout
            """,
        subcommands: [BurialList<DeadJobs>.self, BurialRestore<DeadJobs>.self, BurialDelete<DeadJobs>.self])
}

/// Is the place of jobs that failed for the last time.
enum DeadJobs: BurialNoun {
    static let burial = Burial.dead
    static let restoring = "retry"
    static let reason = "A job is dead when it failed for the last time."
    static let caution = "They get all their attempts again."
}
