package import BellhopCore
import BellhopRedis
import NIOCore

extension JobStore {
    /// The most ids that one call takes.
    package static let mostUnearthed = 1000

    /// Puts buried jobs back as new, and gives how many there were and which of them cannot be put back as they stand.
    ///
    /// - Throws: ``BellhopError/Code/storeFull``; then some pages of them may be back already.
    package func restore(
        _ ids: [JobID], of tenant: TenantID, from burial: Burial
    ) async throws(BellhopError) -> (moved: Int, refused: [JobID]) {
        try await unearth(ids, of: tenant, burial, verb: "restore")
    }

    /// Deletes buried jobs with all that is kept of them, and gives how many there were.
    package func delete(_ ids: [JobID], of tenant: TenantID, from burial: Burial) async throws(BellhopError) -> Int {
        try await unearth(ids, of: tenant, burial, verb: "delete").moved
    }

    private func unearth(
        _ ids: [JobID], of tenant: TenantID, _ burial: Burial, verb: String
    ) async throws(BellhopError) -> (moved: Int, refused: [JobID]) {
        var moved = 0
        var refused: [JobID] = []
        for first in stride(from: 0, to: ids.count, by: Self.mostUnearthed) {
            let page = ids[first..<min(first + Self.mostUnearthed, ids.count)]
            let script = verb == "restore" ? UnearthScript.restoring : UnearthScript.deleting
            let reply = try await run(script, key: keyspace(of: tenant).key(.record)) { command in
                command.append(tenant.rawValue)
                command.append(Self.keyClass(of: burial).rawValue)
                command.append(verb)
                command.append(page.count)
                for id in page { command.append(id.bytes) }
            }
            let answer = try BellhopError.reading("unearth") { () throws(RedisError) in
                var cursor = reply.cursor()
                let done = try cursor.nextInteger()
                var refused: [JobID] = []
                for _ in 0..<(try cursor.nextInteger()) {
                    if let id = JobID(bytes: try cursor.nextBytes()) { refused.append(id) }
                }
                return (done, refused)
            }
            moved += answer.0
            refused += answer.1
        }
        return (moved, refused)
    }

    static func keyClass(of burial: Burial) -> TenantKeyClass {
        switch burial {
        case .dead: .dead
        case .quarantined: .quarantine
        }
    }
}

extension Inspector {
    /// Counts a tenant's buried jobs.
    package func buriedCount(of tenant: TenantID, _ burial: Burial) async throws(BellhopError) -> Int {
        let key = store.keyspace(of: tenant).key(JobStore.keyClass(of: burial))
        let reply = try await store.read(RedisCommand("ZCARD", key))
        return try BellhopError.reading("ZCARD") { () throws(RedisError) in try reply.integer() }
    }

    /// Lists a tenant's buried jobs, the longest buried first; a record that cannot be read is no error.
    package func buried(
        of tenant: TenantID, _ burial: Burial, offset: Int = 0, count: Int = 100
    ) async throws(BellhopError) -> [BuriedJob] {
        let keys = store.keyspace(of: tenant)
        let range = RedisCommand(
            "ZRANGE", keys.key(JobStore.keyClass(of: burial)), "\(offset)", "\(offset + count - 1)", "WITHSCORES")
        let reply = try await store.read(range)
        let entries = try BellhopError.reading("ZRANGE") { () throws(RedisError) in
            var cursor = reply.cursor()
            var entries: [(JobID, Int64)] = []
            while !cursor.isAtEnd {
                let id = JobID(bytes: try cursor.nextBytes())
                let instant = Int64(try cursor.nextInteger())
                if let id { entries.append((id, instant)) }
            }
            return entries
        }
        return try await describe(entries, of: tenant)
    }

    /// Lists those of a tenant's jobs that are buried; the others are left out.
    package func buried(
        _ ids: [JobID], of tenant: TenantID, _ burial: Burial
    ) async throws(BellhopError) -> [BuriedJob] {
        if ids.isEmpty { return [] }
        var scores = RedisCommand("ZMSCORE", store.keyspace(of: tenant).key(JobStore.keyClass(of: burial)))
        for id in ids { scores.append(id.bytes) }
        let reply = try await store.read(scores)
        let entries = try BellhopError.reading("ZMSCORE") { () throws(RedisError) in
            var cursor = reply.cursor()
            var entries: [(JobID, Int64)] = []
            for id in ids {
                if let instant = try cursor.nextOptionalString().flatMap(Int64.init) { entries.append((id, instant)) }
            }
            return entries
        }
        return try await describe(entries, of: tenant)
    }

    private func describe(
        _ entries: [(JobID, Int64)], of tenant: TenantID
    ) async throws(BellhopError) -> [BuriedJob] {
        if entries.isEmpty { return [] }
        let keys = store.keyspace(of: tenant)
        var records = RedisCommand("HMGET", keys.key(.job))
        var errors = RedisCommand("HMGET", keys.key(.errors))
        for (id, _) in entries {
            records.append(id.bytes)
            errors.append(id.bytes)
        }
        let replies = try await store.read([records, errors])
        return try BellhopError.reading("HMGET") { () throws(RedisError) in
            var records = replies[0].cursor()
            var errors = replies[1].cursor()
            var jobs: [BuriedJob] = []
            for (id, instant) in entries {
                let record = try records.nextOptionalBuffer().map { Array($0.readableBytesView) }
                let lines = try errors.nextOptionalString() ?? ""
                jobs.append(
                    BuriedJob(
                        id: id, tenant: tenant, record: record, instant: instant,
                        errors: lines.split(separator: "\n").map(String.init)))
            }
            return jobs
        }
    }
}
