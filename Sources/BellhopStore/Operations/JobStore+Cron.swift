package import BellhopCore
import BellhopRedis
import FoundationEssentials

extension JobStore {
    /// Bounds the schedules of one tenant.
    private static let mostCrons = 10_000

    /// Adds or replaces a tenant's schedule; it counts from now on.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``; ``BellhopError/Code/duplicateJob`` when there is one of this name and
    ///   `replaces` is false; ``BellhopError/Code/backlogFull`` when the tenant has as many as it may.
    package func putCron(
        _ name: String, _ entry: CronEntry, of tenant: TenantID, replaces: Bool
    ) async throws(BellhopError) {
        try entry.validate()
        try await cron(replaces ? "put" : "add", name, of: tenant, entry: Self.encode(entry))
    }

    /// Takes a tenant's schedule away; one that a plan has for many is paused for this tenant instead.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``, ``BellhopError/Code/notFound``.
    package func removeCron(_ name: String, of tenant: TenantID) async throws(BellhopError) {
        try await cron("remove", name, of: tenant)
    }

    /// Pauses or resumes a tenant's schedule; what fell into the pause is not made up for.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``, ``BellhopError/Code/notFound``.
    package func setCron(_ name: String, of tenant: TenantID, isPaused: Bool) async throws(BellhopError) {
        guard let stored = try await crons(of: tenant).first(where: { $0.name == name }) else {
            throw Self.noCron(name, of: tenant)
        }
        if stored.isPaused == isPaused { return }
        var (running, paused) = ("", "")
        if !stored.isPlanned, var entry = stored.entry {
            entry.isPaused = false
            running = Self.encode(entry)
            entry.isPaused = true
            paused = Self.encode(entry)
        }
        try await cron(isPaused ? "pause" : "resume", name, of: tenant, entry: running, paused: paused)
    }

    private func cron(
        _ verb: String, _ name: String, of tenant: TenantID, entry: String = "", paused: String = ""
    ) async throws(BellhopError) {
        let reply = try await run(CronScript.script, key: keyspace(of: tenant).key(.cron)) { command in
            for word in [tenant.rawValue, verb, name, entry, paused] { command.append(word) }
            command.append(Self.mostCrons)
        }
        switch try BellhopError.reading("cron", { () throws(RedisError) in try reply.string() }) {
        case "ok": return
        case "exists":
            throw BellhopError(
                .duplicateJob, "tenant '\(tenant)' has a schedule '\(name)' already: replace it, or give another name")
        case "missing": throw Self.noCron(name, of: tenant)
        case "full":
            throw BellhopError(
                .backlogFull, "tenant '\(tenant)' has \(Self.mostCrons) schedules, which is the most: remove one first")
        case "changed":
            throw BellhopError(
                .wrongState, "schedule '\(name)' of tenant '\(tenant)' was changed meanwhile: look at it and try again")
        default: throw Self.unknownTenant(tenant)
        }
    }

    /// Lists a tenant's schedules in the order of their names.
    package func crons(of tenant: TenantID) async throws(BellhopError) -> [StoredCron] {
        let keys = keyspace(of: tenant)
        let replies = try await read([
            RedisCommand("HGETALL", keys.key(.cron)), RedisCommand("HGETALL", keys.key(.cronLast)),
            RedisCommand("ZRANGE", keys.key(.cronDue), "0", "-1", "WITHSCORES"),
            RedisCommand("HGETALL", self.keys.key(.plans)),
        ])
        let maps = try BellhopError.reading("cron list") { () throws(RedisError) in
            var maps: [[String: String]] = []
            for reply in replies {
                var cursor = reply.cursor()
                maps.append(try cursor.pairs())
            }
            return maps
        }
        return maps[0].sorted { $0.key < $1.key }.map { name, text in
            let isPlanned = text.hasPrefix("@")
            let entry = Self.decode(isPlanned ? maps[3][name] ?? "" : text)
            return StoredCron(
                name: name, entry: entry, isPlanned: isPlanned,
                isPaused: isPlanned ? text == "@paused" : entry?.isPaused ?? false,
                due: maps[2][name].flatMap { Int64($0) },
                last: maps[1][name].flatMap { Int64($0) })
        }
    }

    /// Adds or replaces a schedule for all tenants or those of a kind, those that come later included; pages of tenants are
    /// told one after the other, and a call that was cut short may be repeated with `replaces`.
    ///
    /// - Throws: ``BellhopError/Code/duplicateJob`` when there is one of this name and `replaces` is false.
    package func putPlan(_ name: String, _ entry: CronEntry, replaces: Bool) async throws(BellhopError) {
        try entry.validate()
        try await plan(replaces ? "put" : "add", name, entry: Self.encode(entry), selector: entry.kind?.rawValue ?? "*")
    }

    /// Takes a schedule for many tenants away.
    ///
    /// - Throws: ``BellhopError/Code/notFound``.
    package func removePlan(_ name: String) async throws(BellhopError) { try await plan("remove", name) }

    private func plan(
        _ verb: String, _ name: String, entry: String = "", selector: String = ""
    ) async throws(BellhopError) {
        var last = ""
        while true {
            let reply = try await run(PlanScript.script, key: keys.key(.plans)) { command in
                for word in [verb, name, entry, selector, last] { command.append(word) }
                command.append(500)
            }
            let words = try BellhopError.reading("plan") { () throws(RedisError) in
                var cursor = reply.cursor()
                var words: [String] = []
                while !cursor.isAtEnd { words.append(try cursor.nextString()) }
                return words
            }
            switch words[0] {
            case "exists":
                throw BellhopError(.duplicateJob, "there is a plan '\(name)' already: replace it, or give another name")
            case "missing": throw BellhopError(.notFound, "there is no plan '\(name)'")
            default: break
            }
            if words[2] == "0" { return }
            last = words[1]
        }
    }

    /// Lists the schedules for many tenants by their names.
    package func plans() async throws(BellhopError) -> [(name: String, entry: CronEntry?)] {
        let reply = try await read(RedisCommand("HGETALL", keys.key(.plans)))
        let pairs = try BellhopError.reading("HGETALL") { () throws(RedisError) in
            var cursor = reply.cursor()
            return try cursor.pairs()
        }
        return pairs.sorted { $0.key < $1.key }.map { ($0.key, Self.decode($0.value)) }
    }

    /// Takes schedules that want looking at; others get them when they have not been dealt with after `lease`.
    package func takeCrons(
        limit: Int, lease: Duration
    ) async throws(BellhopError) -> (now: Int64, next: Int64?, turns: [CronTurn]) {
        let reply = try await run(CronTakeScript.script, key: keys.key(.cronTenants)) { command in
            command.append(limit)
            command.append(max(1, lease.wholeMilliseconds))
        }
        return try BellhopError.reading("cron take") { () throws(RedisError) in
            var cursor = reply.cursor()
            let now = Int64(try cursor.nextInteger())
            let next = Int64(try cursor.nextInteger())
            var turns: [CronTurn] = []
            while !cursor.isAtEnd {
                turns.append(
                    CronTurn(
                        tenant: TenantID(stored: try cursor.nextString()), name: try cursor.nextString(),
                        till: Int64(try cursor.nextInteger()), last: Int64(try cursor.nextInteger()),
                        isActive: try cursor.nextString() == TenantState.active.rawValue, entry: try cursor.nextString()
                    ))
            }
            return (now, next < 0 ? nil : next, turns)
        }
    }

    /// Enqueues what schedules want, and says when they next want looking at, all in one step.
    ///
    /// - Returns: the jobs that each enqueued, `nil` for one that was not the caller's any more.
    package func settleCrons(
        _ results: [CronResult], mostWaiting: Int = 1_000_000
    ) async throws(BellhopError) -> [Int?] {
        let reply = try await run(CronSettleScript.script, key: keys.key(.cronTenants)) { command in
            command.append(mostWaiting)
            command.append(results.count)
            for result in results {
                command.append(result.turn.tenant.rawValue)
                command.append(result.turn.name)
                command.append("\(result.turn.till)")
                command.append("\(result.last)")
                command.append(result.next.map(String.init) ?? "")
                command.append(result.jobs.count)
                for job in result.jobs {
                    command.append(job.header.lane.rawValue)
                    command.append(job.header.id.bytes)
                    command.append(job.encoded())
                }
            }
        }
        return try BellhopError.reading("cron settle") { () throws(RedisError) in
            var cursor = reply.cursor()
            var counts: [Int?] = []
            while !cursor.isAtEnd {
                let count = try cursor.nextInteger()
                counts.append(count < 0 ? nil : count)
            }
            return counts
        }
    }

    private static func noCron(_ name: String, of tenant: TenantID) -> BellhopError {
        BellhopError(
            .notFound, "tenant '\(tenant)' has no schedule '\(name)': see `bellhop cron list --tenant \(tenant)`")
    }

    /// Gives an entry as JSON with sorted keys, so that equal entries are equal text.
    private static func encode(_ entry: CronEntry) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(entry)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func decode(_ text: String) -> CronEntry? {
        try? JSONDecoder().decode(CronEntry.self, from: Data(text.utf8))
    }
}
