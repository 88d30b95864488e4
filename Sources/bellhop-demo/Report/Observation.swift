import Bellhop
import BellhopStore

/// Watches what becomes of the tenants' jobs.
///
/// 1. reads the counters of every tenant, several times a second, and shows the progress;
/// 2. remembers the readings between which every tenant had jobs waiting: only then do tenants compete, and only then
///    does a weight entitle to a share;
/// 3. ends when nothing is left to do.
struct Observation {
    /// Holds the counters of all tenants at about one instant.
    typealias Reading = [TenantID: TenantSummary]

    private var last: Reading = [:]
    private var contentionStart: Reading?
    private var contentionEnd: Reading?

    /// Watches until all jobs have ended, or until the task is cancelled.
    mutating func run(_ guests: [Guest], client: BellhopClient) async throws {
        let inspector = Inspector(client.store)
        var progress = Progress(total: guests.reduce(0) { $0 + $1.jobs })
        while !Task.isCancelled {
            var reading: Reading = [:]
            for guest in guests { reading[guest.id] = try await inspector.summary(of: guest.id) }
            note(reading)
            let ended = reading.values.reduce(0) { $0 + $1.succeeded + $1.died + $1.cancelled + $1.quarantined }
            progress.show(ended)
            if reading.values.allSatisfy({ $0.ready + $0.due + $0.running == 0 }) { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        progress.end()
    }

    /// Counts the tenant's jobs that ended badly.
    func failures(of tenant: TenantID) -> Int { last[tenant].map { $0.died + $0.quarantined } ?? 0 }

    /// Gives the tenant's share of the worker time that was spent while all tenants had jobs waiting, from 0 to 1.
    func share(of tenant: TenantID) -> Double? {
        guard let contentionStart, let contentionEnd else { return nil }
        func spent(_ id: TenantID) -> Int {
            (contentionEnd[id]?.workerMicroseconds ?? 0) - (contentionStart[id]?.workerMicroseconds ?? 0)
        }
        let all = contentionEnd.keys.reduce(0) { $0 + spent($1) }
        return all > 0 ? Double(spent(tenant)) / Double(all) : nil
    }

    private mutating func note(_ reading: Reading) {
        last = reading
        guard reading.values.allSatisfy({ $0.ready > 0 }) else { return }
        if contentionStart == nil { contentionStart = reading }
        contentionEnd = reading
    }
}
