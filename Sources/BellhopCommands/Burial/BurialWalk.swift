import Bellhop
import BellhopCore
import BellhopStore

/// Walks over the dead or quarantined jobs that a filter chooses, page by page, and may take them away as it goes.
struct BurialWalk {
    private static let page = 500
    let client: BellhopClient
    let burial: Burial
    let filter: BurialFilter

    /// Counts the jobs that the walk will look at.
    func count() async throws(BellhopError) -> Int {
        var count = 0
        for (tenant, ids) in try await filter.targets(client) {
            if let ids { count += ids.count } else { count += try await lying(of: tenant) }
        }
        return count
    }

    /// Hands each page's chosen jobs, `most` in all, to `body`, which gives how many of them it took away.
    ///
    /// It looks at no more jobs than lay there when it began: what is put back and fails again is not put back again.
    func pages(most: Int = .max, _ body: (TenantID, [BuriedJob], _ seen: Int) async throws -> Int) async throws {
        let inspector = Inspector(client.store)
        let test = try filter.test(now: try await inspector.serverTime())
        var wanted = most
        for (tenant, ids) in try await filter.targets(client) {
            if let ids {
                let named = try await inspector.buried(ids.sorted(), of: tenant, burial)
                _ = try await body(tenant, named, ids.count)
                continue
            }
            var left = try await lying(of: tenant)
            var offset = 0
            while left > 0, wanted > 0 {
                let jobs = try await inspector.buried(
                    of: tenant, burial, offset: offset, count: min(left, Self.page))
                if jobs.isEmpty { break }
                left -= jobs.count
                let chosen = Array(jobs.filter(test).prefix(wanted))
                wanted -= chosen.count
                offset += jobs.count - (try await body(tenant, chosen, jobs.count))
            }
        }
    }

    private func lying(of tenant: TenantID) async throws(BellhopError) -> Int {
        try await Inspector(client.store).buriedCount(of: tenant, burial)
    }
}
