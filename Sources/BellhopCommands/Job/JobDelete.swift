import ArgumentParser
import Bellhop
import BellhopCore

/// Deletes a job for good.
struct JobDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a job that does not run, with its payload, errors and outcome.",
        discussion: """
            It asks first; without a terminal it refuses unless --yes is given. Exits 1 while the job runs: cancel it then.

            EXAMPLE
              bellhop job delete bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057 --yes
            """)

    @OptionGroup var selector: JobSelector
    @Flag(help: "Show the job, and do nothing.")
    var dryRun = false
    @Flag(help: "Do not ask; needed where there is no terminal.")
    var yes = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (tenant, id) = try selector.resolve()
        let job = try await global.withClient { try await $0.scoped(to: tenant).status(of: id) }
        if dryRun {
            return try global.output.object(job.json(), "\(job.words)\nwould be deleted: nothing was done (--dry-run)")
        }
        if !yes, try !Confirmation.asked("Delete job \(job.ref) for good?") { return }
        try await global.withClient { try await $0.scoped(to: tenant).delete(id) }
        try global.output.object(job.json(), "deleted \(job.ref)")
    }
}
