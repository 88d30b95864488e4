import ArgumentParser
import Bellhop
import BellhopCore

/// Puts a dead or a due job back.
struct JobRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Put a dead job back with all its attempts, or a due one at once.",
        discussion: """
            Exits 1 when the job runs or has ended well.

            EXAMPLE
              bellhop job retry bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057
            """)

    @OptionGroup var selector: JobSelector
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (tenant, id) = try selector.resolve()
        let job = try await global.withClient { client in
            let scoped = client.scoped(to: tenant)
            try await scoped.retry(id)
            return try await scoped.status(of: id)
        }
        try global.output.object(job.json(), "\(job.ref) is \(job.state)")
    }
}
