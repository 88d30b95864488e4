package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Registers a worker and starts its lease.
    package func join(_ worker: WorkerID, lease: Duration, info: String) async throws(BellhopError) -> BeatReply {
        try await beat(worker, lease: lease, info: info, verb: "join", heeded: [])
    }

    /// Prolongs a worker's lease; `heeded` are cancels that need no telling any more, and `charges` the worker time, in
    /// microseconds, that its runs have taken beyond what their tenants were charged for, at most to the lead that a tenant
    /// may have.
    package func beat(
        _ worker: WorkerID, lease: Duration, info: String, heeded: [JobID] = [], charges: [TenantQueue: Int] = [:],
        lead: Duration = FairnessOptions().lead
    ) async throws(BellhopError) -> BeatReply {
        try await beat(
            worker, lease: lease, info: info, verb: "beat", heeded: heeded, charges: charges, lead: lead)
    }

    private func beat(
        _ worker: WorkerID, lease: Duration, info: String, verb: String, heeded: [JobID],
        charges: [TenantQueue: Int] = [:], lead: Duration = .zero
    ) async throws(BellhopError) -> BeatReply {
        let reply = try await run(BeatScript.script, key: keys.key(.workers)) { command in
            command.append(worker.rawValue)
            command.append(max(1, lease.wholeMilliseconds))
            command.append(verb)
            command.append(info)
            command.append(heeded.count)
            for id in heeded { command.append(id.bytes) }
            command.append(lead.wholeMicroseconds)
            command.append(charges.count)
            for (share, microseconds) in charges {
                command.append(share.tenant.rawValue)
                command.append(share.queue.rawValue)
                command.append(microseconds)
            }
        }
        return try BellhopError.reading("beat") { () throws(RedisError) in
            var cursor = reply.cursor()
            let holds = try cursor.nextString() == "ok"
            let now = Int64(try cursor.nextInteger())
            let earliest = try cursor.nextInteger()
            let order = WorkerOrder(rawValue: try cursor.nextString())
            let calm = Duration.milliseconds(try cursor.nextInteger())
            var cancels: [JobKey] = []
            for _ in 0..<(try cursor.nextInteger()) {
                let tenant = TenantID(stored: try cursor.nextString())
                if let id = JobID(bytes: try cursor.nextBytes()) { cancels.append(JobKey(tenant: tenant, id: id)) }
            }
            return BeatReply(
                holds: holds, now: now, earliestLeaseEnd: earliest < 0 ? nil : Int64(earliest), order: order,
                calm: calm, cancels: cancels)
        }
    }

    /// Gives a worker an order.
    ///
    /// - Throws: ``BellhopError/Code/notFound`` when no such worker is on the register.
    package func order(_ order: WorkerOrder, to worker: WorkerID) async throws(BellhopError) {
        let reply = try await run(OrderScript.script, key: keys.key(.workers)) { command in
            command.append(worker.rawValue)
            command.append(order.rawValue)
        }
        let answer = try BellhopError.reading("order") { () throws(RedisError) in try reply.string() }
        guard answer == "ok" else {
            throw BellhopError(.notFound, "there is no worker '\(worker)': see `bellhop worker list`")
        }
    }

    /// Takes a worker off the register, and gives the number of tenants for which it still holds claims: with any, it
    /// stays on the register until its lease ends, so that they are reaped.
    package func leave(_ worker: WorkerID, queues: [QueueName]) async throws(BellhopError) -> Int {
        let reply = try await run(LeaveScript.script, key: keys.key(.workers)) { command in
            command.append(worker.rawValue)
            command.append(queues.count)
            for queue in queues { command.append(queue.rawValue) }
        }
        return try BellhopError.reading("leave") { () throws(RedisError) in try reply.integer() }
    }

    /// Notes that a worker is about to run a job with a crash behind it; says whether it still holds the job.
    package func start(suspect: JobKey, by worker: WorkerID) async throws(BellhopError) -> Bool {
        let reply = try await run(StartScript.script, key: keys.key(.workers)) { command in
            command.append(worker.rawValue)
            command.append(suspect.tenant.rawValue)
            command.append(suspect.id.bytes)
        }
        return try BellhopError.reading("start") { () throws(RedisError) in try reply.string() == "ok" }
    }

    /// Returns jobs of one worker whose lease has ended to the heads of their lanes; no attempt is used.
    ///
    /// A job with which `mostCrashes` workers have died is quarantined, and one that was cancelled ends.
    package func reap(
        longestLease: Duration, tenants: Int = 64, keepOutcomes: Duration = .seconds(24 * 3600), mostCrashes: Int = 3
    ) async throws(BellhopError) -> ReapReply {
        let reply = try await run(ReapScript.script, key: keys.key(.workers)) { command in
            command.append(max(1, longestLease.wholeMilliseconds))
            command.append(tenants)
            command.append(max(1, keepOutcomes.wholeMilliseconds))
            command.append(mostCrashes)
        }
        return try BellhopError.reading("reap") { () throws(RedisError) in
            var cursor = reply.cursor()
            let worker = try cursor.nextString()
            let returned = try cursor.nextInteger()
            let quarantined = try cursor.nextInteger()
            let cancelled = try cursor.nextInteger()
            let hasMore = try cursor.nextString() == "1"
            let earliest = try cursor.nextInteger()
            return ReapReply(
                worker: worker.isEmpty ? nil : WorkerID(stored: worker), returned: returned, quarantined: quarantined,
                cancelled: cancelled, hasMore: hasMore, earliestLeaseEnd: earliest < 0 ? nil : Int64(earliest))
        }
    }

    /// Tells whether all work of the queues that may run has been done; empty means all queues.
    package func drained(
        queues: [QueueName]
    ) async throws(BellhopError) -> (isDrained: Bool, tenantsWithDueJobs: Int, nextDue: Int64?) {
        let reply = try await run(DrainedScript.script, key: keys.key(.workers)) { command in
            command.append(queues.count)
            for queue in queues { command.append(queue.rawValue) }
        }
        return try BellhopError.reading("drained") { () throws(RedisError) in
            var cursor = reply.cursor()
            let isDrained = try cursor.nextString() == "1"
            let tenants = try cursor.nextInteger()
            let next = try cursor.nextInteger()
            return (isDrained, tenants, next < 0 ? nil : Int64(next))
        }
    }

    /// Gives the channel on which a worker is woken; the message is a queue, or `!cancel` or `!order`.
    package func wakeChannel(of worker: WorkerID) -> String { keys.key(.wake, worker.rawValue) }
}
