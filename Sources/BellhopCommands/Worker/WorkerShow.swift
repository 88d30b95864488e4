import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Shows a worker and what it holds.
struct WorkerShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a worker, and the jobs that it holds.",
        discussion: """
            EXAMPLE
              bellhop worker show web3-4711-01890a5dac96774b --json
            """)

    @Argument(help: "The worker's id, see `bellhop worker list`.") var worker: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await global.withClient { client in
            guard let summary = try await Inspector(client.store).workers().first(where: { $0.id == worker }) else {
                throw BellhopError(
                    .notFound, "there is no worker '\(worker.oneLine(limit: 80))': see `bellhop worker list`")
            }
            let held = try await client.store.held(by: WorkerID(stored: worker))
            let refs = held.map { client.store.ref(tenant: $0.claim.tenant, queue: $0.claim.queue, id: $0.id) }
            guard case .object(var object) = WorkerList.object(summary) else { return }
            object["jobs"] = .array(refs.map { .string("\($0)") })
            let words = WorkerList.table([summary]).text + refs.map { "\($0)\n" }.joined()
            try global.output.object(.object(object), String(words.dropLast()))
        }
    }
}
