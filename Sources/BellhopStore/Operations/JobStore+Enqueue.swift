package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Takes in jobs of one tenant for one lane, all of them or none, and gives the ids that were known already.
    ///
    /// A known id is left as it is, so that a call which got no reply may be sent again.
    ///
    /// - Throws: ``BellhopError/Code/unknownTenant``, ``BellhopError/Code/backlogFull``,
    ///   ``BellhopError/Code/storeFull``; in each case nothing was written.
    package func enqueue(_ request: EnqueueRequest) async throws(BellhopError) -> [JobID] {
        let key = keyspace(of: request.tenant).key(.record)
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
        return try decode(reply, of: request)
    }

    private func decode(_ reply: RedisReply, of request: EnqueueRequest) throws(BellhopError) -> [JobID] {
        let (status, waiting, known) = try BellhopError.reading("enqueue") { () throws(RedisError) in
            var cursor = reply.cursor()
            let status = try cursor.nextString()
            let number = status == "unknown" ? 0 : try cursor.nextInteger()
            var known: [JobID] = []
            if status == "ok" {
                for _ in 0..<(try cursor.nextInteger()) {
                    if let id = JobID(bytes: try cursor.nextBytes()) { known.append(id) }
                }
            }
            return (status, number, known)
        }
        switch status {
        case "ok": return known
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
