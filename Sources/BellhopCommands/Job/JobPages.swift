import Bellhop
import BellhopCore

/// Reads the jobs of tenants in pages, state by state, up to a limit for each tenant.
struct JobPages {
    private static let page = 200
    let client: BellhopClient
    let states: [JobState]
    let limit: Int

    /// Reads, and hands each page on as it comes, so that a million jobs need no memory.
    func read(_ tenants: [TenantID], _ body: ([JobSnapshot]) throws -> Void) async throws {
        for tenant in tenants {
            let scoped = client.scoped(to: tenant)
            var left = limit
            for state in states {
                var offset = 0
                while left > 0 {
                    let wanted = min(left, Self.page)
                    let jobs = try await scoped.jobs(state, offset: offset, count: wanted)
                    try body(jobs)
                    left -= jobs.count
                    offset += wanted
                    if jobs.count < wanted { break }
                }
            }
        }
    }
}
