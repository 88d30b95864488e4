package import Bellhop
package import BellhopCore
import BellhopStore
import Synchronization

/// Does what a worker must not do: settles claims that it lost long ago, as one would that was stopped and never looked
/// at its lease.
///
/// A worker of ours finds its lease ended before it writes, so that the store's own guard would never be tried.
///
/// 1. notes claims that are held by processes which stand still;
/// 2. once their holders are off the register, settles them under the old fences;
/// 3. counts how many of these settlements were refused: all of them must be.
package final class LateWriter: Sendable {
    private struct Fields {
        var held: [(worker: WorkerID, id: JobID, claim: Claim)] = []
        var tried = 0
        var refused = 0
    }

    private let client: BellhopClient
    private let fields = Mutex(Fields())

    /// Makes a writer that has noted nothing.
    package init(client: BellhopClient) { self.client = client }

    /// Counts the settlements that were tried.
    package var tried: Int { fields.withLock { $0.tried } }
    /// Counts those of them that were refused.
    package var refused: Int { fields.withLock { $0.refused } }

    /// Notes the claims that are older than `age`, by the server's clock.
    package func note(olderThan age: Duration) async throws(BellhopError) {
        let inspector = Inspector(client.store)
        let latest = try await inspector.serverTime() * 1000 - Int64(age.wholeMicroseconds)
        for worker in try await inspector.workers().map({ WorkerID(stored: $0.id) }) {
            let held = try await client.store.held(by: worker).filter { $0.claim.fence < latest }
            fields.withLock { $0.held += held.map { (worker, $0.id, $0.claim) } }
        }
    }

    /// Settles those of the noted claims whose holders are off the register, and forgets all of them.
    package func write() async throws(BellhopError) {
        let alive = Set(try await Inspector(client.store).workers().map(\.id))
        let held = fields.withLock { fields in
            defer { fields.held = [] }
            return fields.held.filter { !alive.contains($0.worker.rawValue) }
        }
        for (worker, id, claim) in held {
            let settled = SettledJob(
                claim: claim, id: id, attempt: 1, runMicroseconds: 1, isPayloadApart: false, recordBytes: 0,
                settlement: .succeeded(result: nil))
            // Call 0 claims nothing.
            let reply = try await client.store.exchange(
                ExchangeRequest(worker: worker, call: 0, wanted: 0, settled: [settled]))
            fields.withLock { fields in
                fields.tried += 1
                if reply.refused == [id] { fields.refused += 1 }
            }
        }
    }
}
