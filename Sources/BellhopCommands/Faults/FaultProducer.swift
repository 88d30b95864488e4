import Bellhop
import BellhopCore
import BellhopStore
import FoundationEssentials
import Synchronization

/// Enqueues jobs at a steady rate, and writes down which of them were accepted.
///
/// An enqueue without a certain answer is repeated under the same id until there is one: that is what an id is for.
final class FaultProducer: Sendable {
    /// Is what the producer knows of what it sent.
    struct Journal: Sendable {
        var accepted: [JobKey] = []
        /// Counts enqueues that were sent more than once.
        var repeated = 0
        /// Counts jobs that were given up without an answer: they may be there or not.
        var uncertain = 0
        /// Counts errors by their code.
        var errors: [String: Int] = [:]
    }

    private let client: BellhopClient
    private let tenants: [TenantID]
    private let fields = Mutex(Journal())
    private let ids = JobIDGenerator()

    init(client: BellhopClient, tenants: [TenantID]) {
        self.client = client
        self.tenants = tenants
    }

    /// Gives what was sent so far.
    var journal: Journal { fields.withLock { $0 } }

    /// Enqueues until it is cancelled, each tick from as many tasks side by side as the rate needs.
    func run(rate: Int, seed: UInt64) async {
        let tick = Duration.milliseconds(50)
        var random = SeededGenerator(seed: seed)
        var next = ContinuousClock.now
        var owed = 0.0
        while !Task.isCancelled {
            owed += Double(rate) * 0.05
            let count = Int(owed)
            owed -= Double(count)
            let choices = (0..<count).map { _ in
                (tenants[Int.random(in: 0..<tenants.count, using: &random)], FaultJobs.choose(&random))
            }
            await withDiscardingTaskGroup { group in
                for (tenant, kind) in choices { group.addTask { await self.enqueue(kind, for: tenant) } }
            }
            next += tick
            try? await Task.sleep(until: next, clock: .continuous)
        }
    }

    private func enqueue(_ kind: FaultJobs, for tenant: TenantID) async {
        // A task of its own: what was begun is brought to an answer, also when the producer is told to end.
        await Task {
            let id = ids.next(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000))
            for attempt in 0..<200 {
                do throws(BellhopError) {
                    _ = try await client.enqueue(
                        name: kind.name, payloads: [FaultJobs.payload(of: tenant)], for: tenant,
                        options: EnqueueOptions(id: id))
                    return fields.withLock { journal in
                        journal.accepted.append(JobKey(tenant: tenant, id: id))
                        if attempt > 0 { journal.repeated += 1 }
                    }
                } catch {
                    fields.withLock { $0.errors["\(error.code)", default: 0] += 1 }
                }
                try? await Task.sleep(for: .milliseconds(200))
            }
            fields.withLock { $0.uncertain += 1 }
        }.value
    }
}
