import ArgumentParser
import Bellhop
import BellhopCore

/// Cancels a job.
struct JobCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel a job: at once while it waits, by its worker while it runs.",
        discussion: """
            Exits 1 when the job has ended already.

            EXAMPLE
              bellhop job cancel bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057
            """)

    @OptionGroup var selector: JobSelector
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (tenant, id) = try selector.resolve()
        let (isCancelled, job) = try await global.withClient { client in
            let scoped = client.scoped(to: tenant)
            return (try await scoped.cancel(id), try await scoped.status(of: id))
        }
        try global.output.object(
            job.json(), isCancelled ? "cancelled \(job.ref)" : "\(job.ref) is running, and its worker has been told")
    }
}
