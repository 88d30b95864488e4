import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Lists the queues of tenants.
struct QueueList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the queues that tenants have used, with the jobs that wait there.",
        discussion: """
            RUNNABLE says that the tenant's turn in this queue comes: it is neither suspended nor at its cap.

            EXAMPLES
              bellhop queue list --tenant acme
              bellhop queue list --all-tenants --json
            """)

    @OptionGroup(title: "Tenants") var selector: TenantSelector
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let queues = try await global.withClient { client in
            var queues: [QueueSummary] = []
            for tenant in try await selector.tenants(client) {
                queues += try await Inspector(client.store).queues(of: tenant)
            }
            return queues
        }
        let objects: [JSON] = queues.map { queue in
            [
                "id": .string(queue.queue), "queue": .string(queue.queue), "tenant": .string(queue.tenant),
                "ready": .integer(queue.ready), "runnable": .bool(queue.isInRing),
            ]
        }
        try global.output.list(objects, Self.table(queues))
    }

    private static func table(_ queues: [QueueSummary]) -> Table {
        var table = Table("TENANT", "QUEUE", "READY", "RUNNABLE")
        for queue in queues { table.add(queue.tenant, queue.queue, "\(queue.ready)", queue.isInRing ? "yes" : "no") }
        return table
    }
}
