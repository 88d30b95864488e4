import ArgumentParser

/// Holds the commands on jobs.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "List, show, explain, await, cancel, retry and delete jobs.",
        discussion: """
            A job is named by its reference, bellhop://<shard>/<tenant>/<queue>/<id>, or by --tenant and its id.

            EXAMPLES
              bellhop job list --tenant acme --state running
              bellhop job wait bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057 --timeout 1m
              bellhop job retry --tenant acme 01890a5d-ac96-774b-bcce-b302099a8057
            """,
        subcommands: [
            JobList.self, JobShow.self, JobExplain.self, JobWait.self, JobCancel.self, JobRetry.self, JobDelete.self,
        ])
}
