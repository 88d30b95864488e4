package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Takes in jobs of one tenant for one lane, all of them or none.
    ///
    /// A known id is left as it is, so that a call which got no reply may be sent again.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``, ``BellhopError/Code/backlogFull``,
    ///   ``BellhopError/Code/storeFull``, ``BellhopError/Code/claimLost``; in each case nothing was written.
    package func enqueue(_ request: EnqueueRequest) async throws(BellhopError) -> EnqueueReply {
        let key = keyspace(of: request.tenant).key(.record)
        let connection = redis.epoch
        let reply = try await run(EnqueueScript.script, key: key) { command in
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
            command.append(Self.idempotencySpan.wholeMilliseconds)
            var record: [UInt8] = []
            for var job in request.jobs {
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
            }
        }
        let answer = try decode(reply, of: request)
        if let replication { try await confirm(replication, connection: connection) }
        return answer
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

    /// Is how long an idempotency key is remembered.
    private static let idempotencySpan: Duration = .seconds(24 * 3600)

    private func decode(_ reply: RedisReply, of request: EnqueueRequest) throws(BellhopError) -> EnqueueReply {
        let (status, waiting, answer) = try BellhopError.reading("enqueue") { () throws(RedisError) in
            var cursor = reply.cursor()
            let status = try cursor.nextString()
            let number = cursor.isAtEnd ? 0 : try cursor.nextInteger()
            var answer = EnqueueReply()
            if status == "again" { answer.earlier = JobID(bytes: try cursor.nextBytes()) }
            if status == "ok" {
                for _ in 0..<(try cursor.nextInteger()) {
                    if let id = JobID(bytes: try cursor.nextBytes()) { answer.known.append(id) }
                }
            }
            return (status, number, answer)
        }
        switch status {
        case "ok", "again": return answer
        case "lost":
            throw BellhopError(
                .claimLost,
                "the run that enqueues has lost its claim on job \(request.parent.map { "\($0.job.id)" } ?? ""): "
                    + "the job runs elsewhere by now, and nothing was written")
        case "full":
            throw BellhopError(
                .backlogFull,
                "tenant '\(request.tenant)' has \(waiting) waiting jobs, and \(request.jobs.count) more would pass "
                    + "\(request.mostWaiting): try again later", retryAfter: .seconds(1))
        default: throw Self.unknownTenant(request.tenant)
        }
    }

    static func unknownTenant(_ tenant: TenantID) -> BellhopError {
        BellhopError(.unknownTenant, "there is no tenant '\(tenant)': add it with `bellhop tenant add \(tenant)`")
    }
}
