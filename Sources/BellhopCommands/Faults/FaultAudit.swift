package import Bellhop
package import BellhopCore
package import BellhopStore

/// Compares what was accepted with what became of it.
///
/// 1. looks up every accepted job, under its tenant and under another one, and notes under which claim it ended;
/// 2. compares the tenants' counters with the states that were found, in both directions;
/// 3. compares how many jobs each tenant's keys know of with how many were accepted for it;
/// 4. looks at the place of every job that is left.
package struct FaultAudit: Sendable {
    /// Is what was found.
    package struct Findings: Sendable {
        /// Is how a job ended: under which claim, and when by the server's clock.
        package struct End: Sendable {
            /// Is the claim's token.
            package let fence: Int64
            /// Is the instant in milliseconds since 1970.
            package let milliseconds: Int64

            /// Makes an end.
            package init(fence: Int64, milliseconds: Int64) {
                self.fence = fence
                self.milliseconds = milliseconds
            }
        }

        package var states: [JobState: Int] = [:]
        /// Holds how each finished job ended, by its id.
        package var ends: [String: End] = [:]
        /// Counts accepted jobs of which nothing is known.
        package var lost = 0
        /// Counts accepted jobs that have not ended.
        package var unfinished = 0
        /// Counts by how much the tenants' counters of ends differ from the jobs that ended: what was settled twice
        /// counts one more there, and what was replaced one less.
        package var settledTwice = 0
        /// Says of which tenants and states these were.
        package var miscounts: [String] = []
        /// Counts jobs that another tenant's keys know of.
        package var foreign = 0
        /// Counts jobs beyond the accepted ones that tenants' keys know of.
        package var unaccounted = 0
        /// Counts what is wrong with the places of jobs.
        package var misplaced = 0

        /// Makes findings of nothing.
        package init() {}
    }

    private let client: BellhopClient
    private let tenants: [TenantID]
    private let accepted: [JobKey]

    /// Makes an audit of the jobs that were accepted for the tenants.
    package init(client: BellhopClient, tenants: [TenantID], accepted: [JobKey]) {
        self.client = client
        self.tenants = tenants
        self.accepted = accepted
    }

    /// Looks at everything; nothing may run meanwhile.
    package func run() async throws -> Findings {
        var findings = Findings()
        var found: [TenantID: [JobState: Int]] = [:]
        for first in stride(from: 0, to: accepted.count, by: 500) {
            for (tenant, snapshot, isForeign) in try await look(accepted[first..<min(first + 500, accepted.count)]) {
                if isForeign { findings.foreign += 1 }
                guard let snapshot else {
                    findings.lost += 1
                    continue
                }
                findings.states[snapshot.state, default: 0] += 1
                found[tenant, default: [:]][snapshot.state, default: 0] += 1
                if [.ready, .due, .running].contains(snapshot.state) { findings.unfinished += 1 }
                if let fence = snapshot.fence, let instant = snapshot.instant {
                    findings.ends["\(snapshot.id)"] = Findings.End(fence: fence, milliseconds: instant)
                }
            }
        }
        let inspector = Inspector(client.store)
        for tenant in tenants {
            let states = found[tenant] ?? [:]
            let summary = try await inspector.summary(of: tenant)
            for (counted, state) in [
                (summary.succeeded, JobState.succeeded), (summary.died, .dead), (summary.wereQuarantined, .quarantined),
                (summary.cancelled, .cancelled),
            ] {
                let found = states[state] ?? 0
                if counted == found { continue }
                findings.settledTwice += abs(counted - found)
                findings.miscounts.append("\(tenant) counts \(counted) \(state.rawValue), and \(found) are there")
            }
            let known = summary.live + (try await inspector.outcomeCount(of: tenant))
            findings.unaccounted += max(0, known - states.values.reduce(0, +))
            findings.misplaced += abs(summary.imbalance)
            findings.misplaced += try await client.store.examine(tenant, mends: false).values.reduce(0, +)
        }
        return findings
    }

    private func look(_ share: ArraySlice<JobKey>) async throws -> [(TenantID, JobSnapshot?, Bool)] {
        try await withThrowingTaskGroup(of: (TenantID, JobSnapshot?, Bool).self) { group in
            for job in share {
                group.addTask {
                    let other = JobKey(tenant: neighbour(of: job.tenant), id: job.id)
                    async let foreign = client.store.inspect(other, withPayload: false)
                    let own = try await client.store.inspect(job, withPayload: false)
                    return (job.tenant, own, try await foreign != nil)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func neighbour(of tenant: TenantID) -> TenantID {
        let index = tenants.firstIndex(of: tenant) ?? 0
        return tenants[(index + 1) % tenants.count]
    }
}
