import Bellhop
import BellhopCore
import BellhopStore

/// Holds the counts of all tenants, and their sum.
struct TenantCounts {
    private static let sideBySide = 32

    /// Holds each tenant's counts, in the order of the ids.
    private(set) var tenants: [(TenantID, TenantSummary)] = []
    /// Adds them up.
    private(set) var totals = TenantSummary()

    /// Counts, several tenants at a time.
    static func read(_ client: BellhopClient) async throws -> TenantCounts {
        let ids = try await client.tenants.all()
        let inspector = Inspector(client.store)
        var progress = ProgressBar("count", of: ids.count)
        var counts = TenantCounts()
        var summaries: [TenantID: TenantSummary] = [:]
        try await withThrowingTaskGroup(of: (TenantID, TenantSummary).self) { group in
            for (index, id) in ids.enumerated() {
                if index >= sideBySide, let (id, summary) = try await group.next() {
                    summaries[id] = summary
                    progress.advance()
                }
                group.addTask { (id, try await inspector.summary(of: id)) }
            }
            for try await (id, summary) in group {
                summaries[id] = summary
                progress.advance()
            }
        }
        progress.end()
        for id in ids {
            guard let summary = summaries[id] else { continue }
            counts.tenants.append((id, summary))
            counts.totals += summary
        }
        return counts
    }
}
