import Bellhop
import BellhopCore
import BellhopStore
import FoundationEssentials

/// Walks over the dead or quarantined jobs that a filter chooses, page by page, and may take them away as it goes.
struct BurialWalk {
    private static let page = 500
    let client: BellhopClient
    let burial: Burial
    let filter: BurialFilter

    /// Counts the jobs that lie there now, whether chosen or not.
    func count() async throws(BellhopError) -> Int {
        var count = 0
        for (tenant, _) in try await filter.targets(client) {
            count += try await Inspector(client.store).buriedCount(of: tenant, burial)
        }
        return count
    }

    /// Hands each page's chosen jobs to `body`, which gives how many of them it took away.
    ///
    /// It looks at no more jobs than lay there when it began: what is put back and fails again is not put back again.
    func pages(_ body: (TenantID, [BuriedJob], _ seen: Int) async throws -> Int) async throws {
        let test = try filter.test(now: Int64(Date.now.timeIntervalSince1970 * 1000))
        for (tenant, ids) in try await filter.targets(client) {
            let inspector = Inspector(client.store)
            var left = try await inspector.buriedCount(of: tenant, burial)
            var offset = 0
            while left > 0 {
                let jobs = try await inspector.buried(
                    of: tenant, burial, offset: offset, count: min(left, Self.page))
                if jobs.isEmpty { break }
                left -= jobs.count
                let chosen = jobs.filter { test($0) && ids?.contains($0.id) != false }
                offset += jobs.count - (try await body(tenant, chosen, jobs.count))
            }
        }
    }
}
