import Bellhop
import BellhopCore
import BellhopStore

/// Compares what was accepted with what became of it.
struct FaultAudit: Sendable {
    /// Is what was found.
    struct Findings: Sendable {
        var states: [JobState: Int] = [:]
        /// Counts accepted jobs of which nothing is known.
        var lost = 0
        /// Counts accepted jobs that have not ended.
        var unfinished = 0
        /// Counts outcomes that the tenants' counters have beyond the jobs that ended: jobs settled twice.
        var settledTwice = 0
        /// Counts jobs that another tenant's keys know of.
        var foreign = 0
        /// Counts jobs that are in no state, or in more than one, by the sizes of the tenants' sets.
        var misplaced = 0
    }

    let client: BellhopClient
    let tenants: [TenantID]
    let accepted: [JobKey]

    /// Looks at every accepted job.
    func run() async throws -> Findings {
        var findings = Findings()
        let shares = stride(from: 0, to: accepted.count, by: 500).map {
            accepted[$0..<min($0 + 500, accepted.count)]
        }
        var ended: [TenantID: Int] = [:]
        for share in shares {
            let states = try await withThrowingTaskGroup(of: (TenantID, JobState?, Bool).self) { group in
                for job in share {
                    group.addTask {
                        let other = JobKey(tenant: neighbour(of: job.tenant), id: job.id)
                        async let foreign = client.store.inspect(other, withPayload: false)
                        let state = try await client.store.inspect(job, withPayload: false)?.state
                        return (job.tenant, state, try await foreign != nil)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for (tenant, state, isForeign) in states {
                if isForeign { findings.foreign += 1 }
                guard let state else {
                    findings.lost += 1
                    continue
                }
                findings.states[state, default: 0] += 1
                if [.ready, .due, .running].contains(state) { findings.unfinished += 1 }
                if [.succeeded, .dead, .quarantined].contains(state) { ended[tenant, default: 0] += 1 }
            }
        }
        let inspector = Inspector(client.store)
        for tenant in tenants {
            let summary = try await inspector.summary(of: tenant)
            let counted = summary.succeeded + summary.dead + summary.quarantined
            findings.settledTwice += max(0, counted - (ended[tenant] ?? 0))
            // What is left in the hash of live jobs is dead or quarantined, and nothing else.
            findings.misplaced += abs(summary.ready) + summary.due + summary.running
        }
        return findings
    }

    private func neighbour(of tenant: TenantID) -> TenantID {
        let index = tenants.firstIndex(of: tenant) ?? 0
        return tenants[(index + 1) % tenants.count]
    }
}
