package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Looks at the places of all of a tenant's jobs, page by page, and counts what is wrong; `mends` puts it right.
    ///
    /// Workers go on meanwhile: each page is one step, and a job that moves is never taken for a misplaced one.
    ///
    /// - Parameters:
    ///   - tenant: is the tenant to look at.
    ///   - mends: asks for what is wrong to be put right. Jobs are never deleted: one in no state goes back to its lane,
    ///     or to the quarantine when its record leads to none.
    ///   - page: is how many jobs are looked at in one step.
    /// - Returns: how often each defect was found; none stands for a sound tenant.
    /// - Throws: what any operation throws; pages that were looked at before stay mended.
    package func examine(
        _ tenant: TenantID, mends: Bool, page: Int = 500
    ) async throws(BellhopError) -> [Defect: Int] {
        var found: [Defect: Int] = [:]
        var places = ["job", "run", "due", "dead", "quar"]
        for queue in try await Inspector(self).queues(of: tenant) { places += queue.lanes }
        places.append("shape")
        for place in places {
            var cursor = "0"
            repeat {
                let (next, defects) = try await examine(tenant, place: place, cursor: cursor, page: page, mends: mends)
                found.merge(defects, uniquingKeysWith: +)
                cursor = next
            } while cursor != "0"
        }
        return found
    }

    private func examine(
        _ tenant: TenantID, place: String, cursor: String, page: Int, mends: Bool
    ) async throws(BellhopError) -> (String, [Defect: Int]) {
        let script = mends ? ExamScript.mending : ExamScript.script
        let reply = try await run(script, key: keyspace(of: tenant).key(.record)) { command in
            command.append(tenant.rawValue)
            command.append(place)
            command.append(cursor)
            command.append(page)
            command.append(mends ? "1" : "0")
        }
        return try BellhopError.reading("exam") { () throws(RedisError) in
            var cursor = reply.cursor()
            let next = try cursor.nextString()
            var found: [Defect: Int] = [:]
            while !cursor.isAtEnd {
                let kind = try cursor.nextString()
                let count = try cursor.nextInteger()
                if let defect = Defect(rawValue: kind) { found[defect] = count }
            }
            return (next, found)
        }
    }
}
