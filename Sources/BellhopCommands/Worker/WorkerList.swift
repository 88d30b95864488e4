import ArgumentParser
import Bellhop
import BellhopStore
import BellhopWorker
import FoundationEssentials

/// Lists the registered workers.
struct WorkerList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the registered workers and what they hold.",
        discussion: """
            EXAMPLES
              bellhop worker list
              bellhop worker list --json
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let workers = try await global.withClient { try await Inspector($0.store).workers() }
        try global.output.list(workers.map(Self.object), Self.table(workers))
    }

    static func object(_ worker: WorkerSummary) -> JSON {
        let info = info(worker)
        return [
            "id": .string(worker.id), "host": JSON(info?.host), "pid": JSON(info.map { Int($0.pid) }),
            "concurrency": JSON(info?.concurrency), "held": .integer(worker.held),
            "order": JSON(worker.order?.rawValue),
            "queues": .array((info?.queues ?? []).map(JSON.string)),
            "names": .array((info?.names ?? []).map(JSON.string)),
            "leaseEnd": .string(InstantText.format(milliseconds: worker.leaseEnd)),
        ]
    }

    static func table(_ workers: [WorkerSummary]) -> Table {
        var table = Table("WORKER", "ORDER", "HELD", "SLOTS", "QUEUES", "NAMES", "LEASE END")
        for worker in workers {
            let info = info(worker)
            let queues = info?.queues ?? []
            table.add(
                worker.id, worker.order?.rawValue ?? "", "\(worker.held)", info.map { "\($0.concurrency)" } ?? "?",
                queues.isEmpty ? "all" : queues.joined(separator: ","), (info?.names ?? []).joined(separator: ","),
                InstantText.format(milliseconds: worker.leaseEnd))
        }
        return table
    }

    private static func info(_ worker: WorkerSummary) -> WorkerInfo? {
        try? JSONDecoder().decode(WorkerInfo.self, from: Data(worker.info.utf8))
    }
}
