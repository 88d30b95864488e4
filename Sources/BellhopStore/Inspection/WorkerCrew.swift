import FoundationEssentials

/// Counts the slots of the workers by what they serve.
struct WorkerCrew: Sendable {
    private struct Info: Decodable {
        var concurrency: Int?
        var queues: [String]?
        var names: [String]?
    }

    private let workers: [Info]

    init(_ workers: [WorkerSummary]) {
        self.workers = workers.filter { $0.order == nil }.map {
            (try? JSONDecoder().decode(Info.self, from: Data($0.info.utf8))) ?? Info()
        }
    }

    /// Counts slots of workers that serve a queue, and of those the slots of workers that know a name.
    func slots(queue: String, name: String) -> (all: Int, queue: Int, name: Int) {
        var slots = (all: 0, queue: 0, name: 0)
        for worker in workers {
            let own = worker.concurrency ?? 1
            slots.all += own
            guard worker.queues?.isEmpty ?? true || worker.queues?.contains(queue) == true else { continue }
            slots.queue += own
            if worker.names?.contains(name) ?? true { slots.name += own }
        }
        return slots
    }
}
