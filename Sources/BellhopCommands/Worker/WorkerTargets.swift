import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Names workers, one by one or all.
struct WorkerTargets: ParsableArguments {
    @Argument(help: ArgumentHelp("Ids of workers, see `bellhop worker list`.", valueName: "worker"))
    var ids: [String] = []
    @Flag(help: "Every worker on the register.")
    var all = false

    func validate() throws {
        if ids.isEmpty != all { throw ValidationError("name workers, or give --all, and not both") }
    }

    /// Finds the workers.
    func workers(_ client: BellhopClient) async throws(BellhopError) -> [WorkerID] {
        if all { return try await Inspector(client.store).workers().map { WorkerID(stored: $0.id) } }
        return ids.map { WorkerID(stored: $0) }
    }

    /// Gives each of them an order, and prints which.
    func order(_ order: WorkerOrder, _ global: GlobalOptions) async throws {
        try await global.withClient { client in
            for worker in try await workers(client) {
                try await client.store.order(order, to: worker)
                try global.output.object(
                    ["id": .string("\(worker)"), "order": .string(order.rawValue)],
                    "\(worker) has been told: \(order.rawValue)")
            }
        }
    }
}
