import ArgumentParser
import Bellhop
import BellhopCore

/// Waits until a job has ended.
struct JobWait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until a job has ended, and show it with its result.",
        discussion: """
            Exits 0 when the job succeeded, 1 when it ended otherwise, 75 when it has not ended in time.

            EXAMPLES
              bellhop job wait bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057 --json
              bellhop job wait --tenant acme 01890a5d-ac96-774b-bcce-b302099a8057 --timeout 30s
            """)

    @OptionGroup var selector: JobSelector
    @Option(help: ArgumentHelp("How long to wait.", valueName: "span"))
    var timeout = "24h"
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (tenant, id) = try selector.resolve()
        let timeout = try DurationText.parse(timeout)
        let job = try await global.withClient { client in
            let scoped = client.scoped(to: tenant)
            // Read first: a wait would be patient with a Redis that is not there.
            let job = try await scoped.status(of: id)
            return job.state.isSettled ? job : try await scoped.wait(for: id, timeout: timeout)
        }
        try global.output.object(job.json(), job.words)
        guard job.state == .succeeded else {
            throw BellhopError(
                .jobFailed, "job \(id) of tenant '\(tenant)' is \(job.state)\(job.lastError.map { ": \($0)" } ?? "")")
        }
    }
}
