package import BellhopCore
import BellhopRedis

/// Says when a job may start at the earliest.
package enum StartTime: Hashable, Sendable {
    /// As soon as a worker is free.
    case now
    /// After a delay, by the server's clock.
    case after(Duration)
    /// At an instant in milliseconds since 1970, by the server's clock.
    case at(Int64)
}

/// Asks the store to take in jobs of one tenant for one lane.
package struct EnqueueRequest: Sendable {
    /// The most jobs and the most bytes that one call takes in, so that it holds Redis for milliseconds and not more.
    package static let mostJobs = 1000
    package static let mostBytes = 4 << 20
    /// The largest payload that travels with a claim; a larger one is kept apart and fetched by its worker alone.
    package static let largestInline = 16 << 10

    /// Names the tenant that owns the jobs.
    package var tenant: TenantID
    /// Names the lane: queue and kind of job.
    package var lane: LaneName
    /// Says when the jobs may start.
    package var start: StartTime
    /// Says that the ids were made for this call and were never sent before.
    package var idsAreFresh: Bool
    /// Bounds the jobs of the tenant that wait.
    package var mostWaiting: Int
    /// Holds the jobs.
    package var jobs: [JobRecord]

    /// Makes a request.
    package init(
        tenant: TenantID, lane: LaneName, start: StartTime = .now, idsAreFresh: Bool, mostWaiting: Int = 1_000_000,
        jobs: [JobRecord]
    ) {
        self.tenant = tenant
        self.lane = lane
        self.start = start
        self.idsAreFresh = idsAreFresh
        self.mostWaiting = mostWaiting
        self.jobs = jobs
    }
}

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
            for var job in request.jobs {
                command.append(job.header.id.bytes)
                if job.payload.count > EnqueueRequest.largestInline {
                    let payload = Array(job.payload)
                    job.payload = []
                    job.isPayloadApart = true
                    command.append(job.encoded())
                    command.append(payload)
                } else {
                    command.append(job.encoded())
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
