package import BellhopCore
import BellhopRedis

/// Reads what stands in a shard, for operators and pages; it changes nothing.
///
/// Counts of different tenants are read one after the other, and so each is right at its own instant.
package struct Inspector: Sendable {
    let store: JobStore

    /// Makes an inspector over a store.
    package init(_ store: JobStore) { self.store = store }

    /// Counts a tenant's jobs, all at one instant.
    package func summary(of tenant: TenantID) async throws(BellhopError) -> TenantSummary {
        let reply = try await store.run(CountScript.script, key: store.keyspace(of: tenant).key(.record)) { command in
            command.append(tenant.rawValue)
            for counter in ["succeeded", "retried", "dead", "quarantined", "cancelled", "reaped", "us"] {
                command.append(counter)
            }
        }
        return try BellhopError.reading("count") { () throws(RedisError) in
            var summary = TenantSummary()
            var cursor = reply.cursor()
            summary.live = try cursor.nextInteger()
            summary.running = try cursor.nextInteger()
            summary.due = try cursor.nextInteger()
            summary.dead = try cursor.nextInteger()
            summary.quarantined = try cursor.nextInteger()
            summary.ready = try cursor.nextInteger()
            summary.succeeded = Int(try cursor.nextString()) ?? 0
            summary.retried = Int(try cursor.nextString()) ?? 0
            summary.died = Int(try cursor.nextString()) ?? 0
            summary.wereQuarantined = Int(try cursor.nextString()) ?? 0
            summary.cancelled = Int(try cursor.nextString()) ?? 0
            summary.reaped = Int(try cursor.nextString()) ?? 0
            summary.workerMicroseconds = Int(try cursor.nextString()) ?? 0
            return summary
        }
    }

    /// Lists the queues that a tenant has used, with their ready jobs.
    package func queues(of tenant: TenantID) async throws(BellhopError) -> [QueueSummary] {
        let keys = store.keyspace(of: tenant)
        var summaries: [QueueSummary] = []
        for queue in try await members(RedisCommand("ZRANGE", keys.key(.queues), "0", "1023")) {
            let lanes = try await lanes(of: tenant, in: queue)
            var commands = lanes.map { RedisCommand("ZCARD", keys.key(.lane, $0)) }
            commands.append(RedisCommand("ZSCORE", store.keys.key(.ring, queue), tenant.rawValue))
            let replies = try await store.read(commands)
            let ready = try BellhopError.reading("ZCARD") { () throws(RedisError) in
                var ready = 0
                for reply in replies.dropLast() { ready += try reply.integer() }
                return ready
            }
            summaries.append(
                QueueSummary(
                    queue: queue, tenant: tenant.rawValue, ready: ready, lanes: lanes,
                    isInRing: replies.last?.isNull == false))
        }
        return summaries
    }

    /// Counts a tenant's jobs of a queue that wait in its lanes or run.
    package func depth(of tenant: TenantID, in queue: QueueName) async throws(BellhopError) -> Int {
        let keys = store.keyspace(of: tenant)
        var depth = 0
        for lane in try await lanes(of: tenant, in: queue.rawValue) {
            let size = try await store.read(RedisCommand("ZCARD", keys.key(.lane, lane)))
            depth += try BellhopError.reading("ZCARD") { () throws(RedisError) in try size.integer() }
        }
        return depth + (try await claims(of: tenant).count { $0.lane.queue == queue })
    }

    /// Lists a tenant's lanes of a queue that have ready jobs, those that a limit holds back behind the others.
    func lanes(of tenant: TenantID, in queue: String) async throws(BellhopError) -> [String] {
        let keys = store.keyspace(of: tenant)
        let listed = try await members(RedisCommand("ZRANGE", keys.key(.lanes, queue), "0", "9999"))
        let parked = try await members(RedisCommand("HKEYS", keys.key(.parked))).filter { $0.hasPrefix(queue + ":") }
        return listed + parked.sorted()
    }

    /// Lists the queues that any tenant has used.
    package func queues() async throws(BellhopError) -> [QueueName] {
        try await members(RedisCommand("ZRANGE", store.keys.key(.queues), "0", "1023")).map(QueueName.init(stored:))
    }

    /// Lists the registered workers.
    package func workers() async throws(BellhopError) -> [WorkerSummary] {
        let reply = try await store.read(RedisCommand("ZRANGE", store.keys.key(.workers), "0", "1023", "WITHSCORES"))
        let register = try BellhopError.reading("ZRANGE") { () throws(RedisError) in
            var cursor = reply.cursor()
            var register: [(String, Int64)] = []
            while !cursor.isAtEnd { register.append((try cursor.nextString(), Int64(try cursor.nextInteger()))) }
            return register
        }
        var workers: [WorkerSummary] = []
        for (id, leaseEnd) in register {
            let replies = try await store.read([
                RedisCommand("HMGET", store.keys.key(.worker, id), "info", "order"),
                RedisCommand("HVALS", store.keys.key(.held, id)),
            ])
            let worker = try BellhopError.reading("worker") { () throws(RedisError) in
                var held = 0
                var cursor = replies[1].cursor()
                while !cursor.isAtEnd { held += try cursor.nextInteger() }
                var fields = replies[0].cursor()
                return WorkerSummary(
                    id: id, leaseEnd: leaseEnd, info: try fields.nextOptionalString() ?? "{}",
                    order: try fields.nextOptionalString().flatMap(WorkerOrder.init(rawValue:)), held: held)
            }
            workers.append(worker)
        }
        return workers
    }

    func members(_ command: RedisCommand) async throws(BellhopError) -> [String] {
        let reply = try await store.read(command)
        return try BellhopError.reading("members") { () throws(RedisError) in
            var cursor = reply.cursor()
            var members: [String] = []
            while !cursor.isAtEnd { members.append(try cursor.nextString()) }
            return members
        }
    }
}
