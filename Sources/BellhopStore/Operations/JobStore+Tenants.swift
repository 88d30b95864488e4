package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Adds a tenant to the directory.
    ///
    /// - Throws: ``BellhopError/Code/tenantExists``; its record is then as it was.
    package func addTenant(_ id: TenantID, _ change: TenantChange = .init()) async throws(BellhopError) -> TenantRecord
    {
        try await put(change.fields, change.settings, for: id.rawValue, verb: "add", key: keyspace(of: id).key(.record))
        return try await required(id)
    }

    /// Changes a tenant's record; what changes holds at once for the jobs that wait.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``.
    package func setTenant(_ id: TenantID, _ change: TenantChange) async throws(BellhopError) -> TenantRecord {
        try await put(change.fields, change.settings, for: id.rawValue, verb: "set", key: keyspace(of: id).key(.record))
        return try await required(id)
    }

    /// Changes what holds for the tenants of a kind; the workers look at its tenants anew within a second.
    package func setKind(_ kind: TenantKind, _ settings: TenantSettings) async throws(BellhopError) {
        try await put(settings.fields, settings, for: kind.rawValue, verb: "kind", key: keys.key(.kind, kind.rawValue))
    }

    /// Reads what is set for the tenants of a kind.
    package func kind(_ kind: TenantKind) async throws(BellhopError) -> TenantSettings {
        let reply = try await read(RedisCommand("HGETALL", keys.key(.kind, kind.rawValue)))
        return try BellhopError.reading("HGETALL") { () throws(RedisError) in
            var cursor = reply.cursor()
            return TenantSettings(fields: try cursor.pairs())
        }
    }

    /// Lists the kinds for which something was ever set.
    package func kinds() async throws(BellhopError) -> [TenantKind] {
        try await Inspector(self).members(RedisCommand("ZRANGE", keys.key(.kinds), "0", "999")).map(
            TenantKind.init(stored:))
    }

    private func put(
        _ fields: [(name: String, value: String)], _ settings: TenantSettings, for name: String, verb: String,
        key: String
    ) async throws(BellhopError) {
        try settings.validate()
        var (fields, verb) = (fields, verb)
        // A tenant with very many parked lanes is looked at in pages.
        for _ in 0..<1000 {
            let reply = try await run(TenantScript.script, key: key) { command in
                command.append(name)
                command.append(verb)
                command.append(fields.count)
                for field in fields {
                    command.append(field.name)
                    command.append(field.value)
                }
            }
            let (status, detail) = try BellhopError.reading("tenant") { () throws(RedisError) in
                var cursor = reply.cursor()
                return (try cursor.nextString(), cursor.isAtEnd ? "" : try cursor.nextString())
            }
            switch status {
            case "ok":
                if detail == "0" { return }
                (fields, verb) = ([], "set")
            case "exists":
                throw BellhopError(
                    .tenantExists, "tenant '\(name)' exists already: change it with `bellhop tenant set \(name)`")
            case "min":
                var reserve = 0
                if case .to(let slots) = settings.reservedSlots { reserve = slots }
                if reserve > 0 { throw TenantSettings.reserveAboveCap(reserve, Int(detail) ?? 0) }
                throw BellhopError(
                    .invalidValue,
                    "a concurrent cap of \(detail) lies below the slots that are reserved: reserve less first")
            case "crowded":
                throw BellhopError(
                    .invalidValue,
                    "slots are reserved for 256 tenants already, which is the most: take a reserve away first")
            default: throw Self.unknownTenant(TenantID(stored: name))
            }
        }
    }

    private func required(_ id: TenantID) async throws(BellhopError) -> TenantRecord {
        guard let record = try await tenant(id) else { throw Self.unknownTenant(id) }
        return record
    }

    /// Reads a tenant's record, or `nil` when there is no such tenant.
    package func tenant(_ id: TenantID) async throws(BellhopError) -> TenantRecord? {
        let wanted = [
            "state", "paused", "kind", "gen", "weight", "cap", "rate", "min", "maxjobs", "maxbytes", "overflow",
        ]
        let reply = try await run(RecordScript.script, key: keyspace(of: id).key(.record)) { command in
            command.append(id.rawValue)
            for field in wanted { command.append(field) }
        }
        let (fields, limits, kind) = try BellhopError.reading("record") { () throws(RedisError) in
            var cursor = reply.cursor()
            var fields: [String: String] = [:]
            for field in wanted {
                let value = try cursor.nextString()
                if !value.isEmpty { fields[field] = value }
            }
            let limits = try cursor.pairs(count: try cursor.nextInteger())
            return (fields, limits, try cursor.pairs())
        }
        guard let stored = fields["state"] else { return nil }
        guard let state = TenantState(rawValue: stored) else {
            throw BellhopError(.corruptData, "the record of tenant '\(id)' has the state '\(stored)', which is none")
        }
        let own = fields.merging(limits) { own, _ in own }
        return TenantRecord(
            id: id, state: state, isPaused: fields["paused"] != nil,
            kind: fields["kind"].map(TenantKind.init(stored:)), own: TenantSettings(fields: own),
            settings: TenantSettings(fields: own.merging(kind) { own, _ in own }),
            generation: fields["gen"].flatMap { Int($0) } ?? 1)
    }

    /// Lists tenants in the order of their ids, `count` at most, those after `previous`; with a kind only its own.
    package func tenants(
        after previous: TenantID?, count: Int, kind: TenantKind? = nil
    ) async throws(BellhopError) -> [TenantID] {
        let command = RedisCommand(
            "ZRANGE", kind.map { keys.key(.kindTenants, $0.rawValue) } ?? keys.key(.tenants),
            previous.map { "(\($0)" } ?? "-",
            "+", "BYLEX", "LIMIT", "0", "\(count)")
        return try await Inspector(self).members(command).map(TenantID.init(stored:))
    }
}

extension RedisReplyCursor {
    /// Reads `count` pairs of field and value, or all that are left.
    mutating func pairs(count: Int = .max) throws(RedisError) -> [String: String] {
        var pairs: [String: String] = [:]
        var left = count
        while left > 0, !isAtEnd {
            let field = try nextString()
            pairs[field] = try nextString()
            left -= 1
        }
        return pairs
    }
}
