import Bellhop
import BellhopCore
import BellhopStore

/// Claims and settles as a worker does, and runs nothing in between.
final class StoreClaimer {
    private let store: JobStore
    private let worker = WorkerID(host: "bench", process: 1, random: 1)
    private var calls = 0

    /// Makes a claimer over a store.
    init(store: JobStore) { self.store = store }

    /// Takes its place among the workers, for as long as the longest scenario lasts.
    func join() async throws { _ = try await store.join(worker, lease: .seconds(3600), info: "{}") }

    /// Claims so many jobs, `batch` a call, and settles them as if each had taken this long.
    ///
    /// - Returns: Redis's processor time a job, in microseconds.
    func claim(_ count: Int, taking length: Duration, batch: Int = 32) async throws -> Double {
        let before = try await ServerUsage.now(store.redis)
        var (claimed, held) = (0, [SettledJob]())
        repeat {
            calls += 1
            let wanted = min(batch, count - claimed)
            let reply = try await store.exchange(
                ExchangeRequest(
                    worker: worker, call: wanted > 0 ? calls : 0, wanted: wanted, settled: held))
            claimed += reply.jobs.count
            held = reply.jobs.map { job in
                SettledJob(
                    claim: job.claim, id: job.id, attempt: 1, runMicroseconds: length.wholeMicroseconds,
                    isPayloadApart: false, recordBytes: job.record.count, settlement: .succeeded(result: nil))
            }
            if wanted > 0, reply.jobs.isEmpty, !reply.hasMore {
                throw BellhopError(.notFound, "only \(claimed) of \(count) jobs were ready")
            }
        } while claimed < count || !held.isEmpty
        let after = try await ServerUsage.now(store.redis)
        return Double(after.cpuMicroseconds - before.cpuMicroseconds) / Double(count)
    }
}
