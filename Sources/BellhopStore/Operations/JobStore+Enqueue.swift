package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Takes in jobs of one tenant for one lane, all of them or none.
    ///
    /// A known id is left as it is, so that a call which got no reply may be sent again.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``, ``BellhopError/Code/backlogFull``,
    ///   ``BellhopError/Code/storeFull``, ``BellhopError/Code/claimLost``, ``BellhopError/Code/invalidValue`` for a start or
    ///   an expiry that the server's clock has passed; in each case nothing was written.
    package func enqueue(_ request: EnqueueRequest) async throws(BellhopError) -> EnqueueReply {
        let connection = redis.epoch
        var reply = try await send(request, by: request.unique == nil ? EnqueueScript.script : EnqueueScript.whole)
        if Self.asksToShed(reply) { reply = try await send(request, by: EnqueueScript.whole) }
        let answer = try decode(reply, of: request)
        if let replication { try await confirm(replication, connection: connection) }
        return answer
    }

    /// Says that the plain script found the backlog full of a tenant whose oldest jobs are to be shed.
    private static func asksToShed(_ reply: RedisReply) -> Bool {
        var cursor = reply.cursor()
        guard cursor.remaining == 5, (try? cursor.nextString()) == "full" else { return false }
        for _ in 0..<3 { _ = cursor.next() }
        return (try? cursor.nextString()) == "1"
    }

    private func send(_ request: EnqueueRequest, by script: RedisScript) async throws(BellhopError) -> RedisReply {
        let key = keyspace(of: request.tenant).key(.record)
        return try await run(script, key: key) { command in
            command.append(request.tenant.rawValue)
            command.append(request.lane.rawValue)
            command.append(request.idsAreFresh ? "1" : "0")
            switch request.start {
            case .now:
                command.append("now")
                command.append("0")
            case .after(let delay):
                command.append("in")
                command.append(max(0, delay.wholeMilliseconds))
            case .at(let instant):
                command.append("at")
                command.append(Int(instant))
            }
            command.append(request.mostWaiting)
            command.append(request.jobs.count)
            let anyApart = request.jobs.contains { $0.payload.count > EnqueueRequest.largestInline }
            command.append(anyApart ? "1" : "0")
            command.append(request.parent?.job.id.bytes ?? [])
            command.append(request.parent?.prefix ?? "")
            command.append(request.idempotencyKey ?? "")
            command.append(max(1, request.idempotencySpan.wholeMilliseconds))
            command.append(request.unique.map { $0.lifetime.rawValue + $0.conflict.rawValue } ?? "")
            command.append(request.spread?.span.wholeMilliseconds ?? 0)
            command.append(request.spread?.before ?? 0)
            command.append(request.spread?.total ?? 1)
            command.append((request.jobs.first?.priority ?? 0) * 1000)
            switch request.expiry {
            case .after(let span): command.append("\(max(1, span.wholeMilliseconds))")
            case .at(let instant): command.append("@\(instant)")
            case .now?, nil: command.append("")
            }
            var record: [UInt8] = []
            for (index, var job) in request.jobs.enumerated() {
                if request.expiry != nil { job.expires = 0 }
                command.append(job.header.id.bytes)
                record.removeAll(keepingCapacity: true)
                if job.payload.count > EnqueueRequest.largestInline {
                    let payload = Array(job.payload)
                    job.payload = []
                    job.isPayloadApart = true
                    job.encode(into: &record)
                    command.append(record)
                    command.append(payload)
                } else {
                    job.encode(into: &record)
                    command.append(record)
                    if anyApart { command.append("") }
                }
                if !request.idsAreFresh { command.append(OutcomeBucket(of: job.header.id).name) }
                if let unique = request.unique { command.append(unique.keys[index]) }
            }
        }
    }

    /// Waits until replicas have what this connection wrote before (Redis `WAIT`).
    private func confirm(_ replication: Replication, connection: Int) async throws(BellhopError) {
        let timeout = max(1, replication.timeout.wholeMilliseconds)
        let reply = try await read(RedisCommand("WAIT", "\(replication.replicas)", "\(timeout)"))
        let confirmed = try BellhopError.reading("WAIT") { () throws(RedisError) in try reply.integer() }
        // After a reconnection WAIT speaks of nothing that was written before.
        let isSame = redis.epoch == max(connection, 1)
        if isSame, confirmed >= replication.replicas { return }
        throw BellhopError(
            .notReplicated,
            "the job is stored, and \(isSame ? confirmed : 0) of \(replication.replicas) replicas confirmed "
                + "it within \(replication.timeout): enqueue it again with the same id to wait once more",
            retryAfter: replication.timeout)
    }

    private func decode(_ reply: RedisReply, of request: EnqueueRequest) throws(BellhopError) -> EnqueueReply {
        let (status, words, answer) = try BellhopError.reading("enqueue") { () throws(RedisError) in
            var cursor = reply.cursor()
            let status = try cursor.nextString()
            var answer = EnqueueReply()
            var words: [String] = []
            switch status {
            case "ok":
                _ = try cursor.nextInteger()
                for _ in 0..<(try cursor.nextInteger()) {
                    if let id = JobID(bytes: try cursor.nextBytes()) { answer.known.append(id) }
                }
                for _ in 0..<(try cursor.nextInteger()) {
                    let id = JobID(bytes: try cursor.nextBytes())
                    let holder = JobID(bytes: try cursor.nextBytes())
                    if let id, let holder { answer.rejected[id] = holder }
                }
            case "again":
                _ = try cursor.nextInteger()
                answer.earlier = JobID(bytes: try cursor.nextBytes())
            default: while !cursor.isAtEnd { words.append(try cursor.nextString()) }
            }
            return (status, words, answer)
        }
        if status == "ok" || status == "again" { return answer }
        throw Self.refusal(status, words, of: request)
    }

    private static func refusal(_ status: String, _ words: [String], of request: EnqueueRequest) -> BellhopError {
        switch status {
        case "lost":
            BellhopError(
                .claimLost,
                "the run that enqueues has lost its claim on job \(request.parent.map { "\($0.job.id)" } ?? ""): "
                    + "the job runs elsewhere by now, and nothing was written")
        case "full":
            BellhopError(
                .backlogFull,
                words[0] == "jobs"
                    ? "tenant '\(request.tenant)' has \(words[1]) waiting jobs, and \(request.jobs.count) more would pass "
                        + "\(words[2]): try again later"
                    : "tenant '\(request.tenant)' has \(words[1]) bytes of jobs, and these would pass \(words[2]): try again "
                        + "later", retryAfter: .seconds(1))
        case "guard":
            BellhopError(
                .storeFull, "Redis is nearly full, and what is left is for the jobs that it holds: nothing was written",
                retryAfter: .seconds(5))
        case "past":
            BellhopError(
                .invalidValue,
                "the instant to run at lies in the past: the server's clock says \(words[0]) ms since 1970; nothing was written"
            )
        case "far":
            BellhopError(
                .invalidValue,
                "the instant to run at lies more than a century ahead of the server's clock; nothing was written")
        case "expired":
            BellhopError(
                .invalidValue,
                "the job would expire before it may start, by the server's clock (\(words[0]) ms since 1970): give it longer; "
                    + "nothing was written")
        default: unknownTenant(request.tenant)
        }
    }

    static func unknownTenant(_ tenant: TenantID) -> BellhopError {
        BellhopError(.unknownTenant, "there is no tenant '\(tenant)': add it with `bellhop tenant add \(tenant)`")
    }
}
