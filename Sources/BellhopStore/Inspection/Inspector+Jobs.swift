package import BellhopCore
import BellhopRedis

extension Inspector {
    /// Lists a tenant's jobs of one state, `count` at most, from the `offset`th on.
    ///
    /// Ready jobs come lane by lane in the order in which they would be taken, due and dead ones by instant. Jobs that
    /// move while the list is read may be missed or stand in it twice; each stands in it as it was at some instant.
    package func jobs(
        of tenant: TenantID, state: JobState, offset: Int = 0, count: Int = 100
    ) async throws(BellhopError) -> [JobSnapshot] {
        let ids: [JobID]
        switch state {
        case .ready: ids = try await ready(of: tenant, offset: offset, count: count)
        case .due: ids = try await sorted(.due, of: tenant, offset: offset, count: count)
        case .dead: ids = try await sorted(.dead, of: tenant, offset: offset, count: count)
        case .quarantined: ids = try await sorted(.quarantine, of: tenant, offset: offset, count: count)
        case .running: ids = try await running(of: tenant, offset: offset, count: count)
        case .succeeded, .cancelled, .expired:
            return try await finished(of: tenant, state: state, offset: offset, count: count)
        }
        var snapshots: [JobSnapshot] = []
        for id in ids {
            if let snapshot = try await store.inspect(JobKey(tenant: tenant, id: id)), snapshot.state == state {
                snapshots.append(snapshot)
            }
        }
        return snapshots
    }

    private func ready(of tenant: TenantID, offset: Int, count: Int) async throws(BellhopError) -> [JobID] {
        let keys = store.keyspace(of: tenant)
        var ids: [JobID] = []
        var skip = offset
        for queue in try await members(RedisCommand("ZRANGE", keys.key(.queues), "0", "1023")) {
            for lane in try await lanes(of: tenant, in: queue) {
                if ids.count >= count { return ids }
                let size = try await store.read(RedisCommand("ZCARD", keys.key(.lane, lane)))
                let length = try BellhopError.reading("ZCARD") { () throws(RedisError) in try size.integer() }
                if skip >= length {
                    skip -= length
                    continue
                }
                let last = skip + count - ids.count - 1
                ids += try await self.ids(RedisCommand("ZRANGE", keys.key(.lane, lane), "\(skip)", "\(last)"))
                skip = 0
            }
        }
        return ids
    }

    private func sorted(
        _ keyClass: TenantKeyClass, of tenant: TenantID, offset: Int, count: Int
    ) async throws(BellhopError) -> [JobID] {
        let key = store.keyspace(of: tenant).key(keyClass)
        return try await ids(RedisCommand("ZRANGE", key, "\(offset)", "\(offset + count - 1)"))
    }

    private func running(of tenant: TenantID, offset: Int, count: Int) async throws(BellhopError) -> [JobID] {
        let all = try await ids(RedisCommand("HKEYS", store.keyspace(of: tenant).key(.running)))
        return Array(all.sorted().dropFirst(offset).prefix(count))
    }

    private func finished(
        of tenant: TenantID, state: JobState, offset: Int, count: Int
    ) async throws(BellhopError) -> [JobSnapshot] {
        let keys = store.keyspace(of: tenant)
        var found: [JobSnapshot] = []
        var skip = offset
        let now = try await serverTime()
        for bucket in try await members(RedisCommand("ZRANGE", keys.key(.index), "0", "-1", "REV")) {
            var position = "0"
            repeat {
                if found.count >= count { return found }
                let scan = RedisCommand("HSCAN", keys.key(.outcomes, bucket), position, "COUNT", "500")
                let (next, fields) = try await page(scan)
                position = next
                for (id, bytes) in fields {
                    let outcome = try JobOutcome(decoding: bytes[...])
                    guard outcome.state == state, outcome.keptUntil > now else { continue }
                    if skip > 0 {
                        skip -= 1
                    } else if found.count < count {
                        found.append(store.finished(outcome, of: JobKey(tenant: tenant, id: id)))
                    }
                }
            } while position != "0"
        }
        return found
    }

    /// Counts the outcomes that are kept of a tenant's jobs, those included that will go at the next look.
    package func outcomeCount(of tenant: TenantID) async throws(BellhopError) -> Int {
        let keys = store.keyspace(of: tenant)
        var count = 0
        let buckets = try await members(RedisCommand("ZRANGE", keys.key(.index), "0", "-1"))
        for reply in try await store.read(buckets.map { RedisCommand("HLEN", keys.key(.outcomes, $0)) }) {
            count += try BellhopError.reading("HLEN") { () throws(RedisError) in try reply.integer() }
        }
        return count
    }

    /// Gives the server's time in milliseconds since 1970.
    package func serverTime() async throws(BellhopError) -> Int64 {
        let reply = try await store.read(RedisCommand("TIME"))
        return try BellhopError.reading("TIME") { () throws(RedisError) in
            var cursor = reply.cursor()
            return Int64(try cursor.nextInteger()) * 1000 + Int64(try cursor.nextInteger() / 1000)
        }
    }

    private func page(_ command: RedisCommand) async throws(BellhopError) -> (String, [(JobID, [UInt8])]) {
        let reply = try await store.read(command)
        return try BellhopError.reading("HSCAN") { () throws(RedisError) in
            var cursor = reply.cursor()
            let next = try cursor.nextString()
            var fields: [(JobID, [UInt8])] = []
            if var inner = cursor.next()?.cursor() {
                while !inner.isAtEnd {
                    let id = try inner.nextBytes()
                    let value = try inner.nextBytes()
                    if let id = JobID(bytes: id) { fields.append((id, value)) }
                }
            }
            return (next, fields)
        }
    }

    private func ids(_ command: RedisCommand) async throws(BellhopError) -> [JobID] {
        let reply = try await store.read(command)
        return try BellhopError.reading("ids") { () throws(RedisError) in
            var cursor = reply.cursor()
            var ids: [JobID] = []
            while !cursor.isAtEnd { if let id = JobID(bytes: try cursor.nextBytes()) { ids.append(id) } }
            return ids
        }
    }
}
