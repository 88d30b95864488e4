package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Adds a tenant to the directory.
    ///
    /// - Throws: ``BellhopError/Code/tenantExists``; its record is then as it was.
    package func addTenant(_ id: TenantID, _ change: TenantChange = .init()) async throws(BellhopError) -> TenantRecord
    {
        try await put(id, change, verb: "add")
    }

    /// Changes a tenant's record; what changes holds at once for the jobs that wait.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``.
    package func setTenant(_ id: TenantID, _ change: TenantChange) async throws(BellhopError) -> TenantRecord {
        try await put(id, change, verb: "set")
    }

    private func put(_ id: TenantID, _ change: TenantChange, verb: String) async throws(BellhopError) -> TenantRecord {
        try change.validate()
        let reply = try await run(TenantScript.script, key: keyspace(of: id).key(.record)) { command in
            command.append(id.rawValue)
            command.append(verb)
            command.append(change.state?.rawValue ?? "")
            if let weight = change.weight { command.append(weight.hundredths) } else { command.append("") }
            switch change.concurrencyCap {
            case .some(.some(let cap)): command.append(cap)
            case .some(.none): command.append("none")
            case .none: command.append("")
            }
        }
        let fields = try BellhopError.reading("tenant") { () throws(RedisError) in
            var cursor = reply.cursor()
            var fields: [String] = []
            while !cursor.isAtEnd { fields.append(try cursor.nextString()) }
            return fields
        }
        switch fields.first {
        case "ok": return try Self.record(id, Array(fields.dropFirst()).map(Optional.some))
        case "exists":
            throw BellhopError(
                .tenantExists, "tenant '\(id)' exists already: change it with `bellhop tenant set \(id)`")
        default: throw Self.unknownTenant(id)
        }
    }

    /// Reads a tenant's record, or `nil` when there is no such tenant.
    package func tenant(_ id: TenantID) async throws(BellhopError) -> TenantRecord? {
        let command = RedisCommand("HMGET", keyspace(of: id).key(.record), "state", "weight", "cap", "gen")
        let reply = try await read(command)
        let fields = try BellhopError.reading("HMGET") { () throws(RedisError) in
            var cursor = reply.cursor()
            var fields: [String?] = []
            while !cursor.isAtEnd { fields.append(try cursor.nextOptionalString()) }
            return fields
        }
        return fields.first == .some(.none) ? nil : try Self.record(id, fields)
    }

    /// Lists tenants in the order of their ids, `count` at most, those after `previous`.
    package func tenants(after previous: TenantID?, count: Int) async throws(BellhopError) -> [TenantID] {
        let command = RedisCommand(
            "ZRANGE", keys.key(.tenants), previous.map { "(\($0)" } ?? "-", "+", "BYLEX", "LIMIT", "0", "\(count)")
        let reply = try await read(command)
        return try BellhopError.reading("ZRANGE") { () throws(RedisError) in
            var cursor = reply.cursor()
            var ids: [TenantID] = []
            while !cursor.isAtEnd { ids.append(TenantID(stored: try cursor.nextString())) }
            return ids
        }
    }

    private static func record(_ id: TenantID, _ fields: [String?]) throws(BellhopError) -> TenantRecord {
        guard fields.count == 4, let state = fields[0].flatMap(TenantState.init(rawValue:)) else {
            throw BellhopError(.corruptData, "the record of tenant '\(id)' cannot be read: \(fields)")
        }
        return TenantRecord(
            id: id, state: state, weight: TenantWeight(unchecked: fields[1].flatMap { Int($0) } ?? 100),
            concurrencyCap: fields[2].flatMap { Int($0) }, generation: fields[3].flatMap { Int($0) } ?? 1)
    }
}
