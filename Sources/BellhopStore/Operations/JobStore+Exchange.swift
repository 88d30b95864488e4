package import BellhopCore
import BellhopRedis
import NIOCore

extension JobStore {
    /// Settles the claims that ended and claims ready jobs for the free slots, in one step.
    ///
    /// Either a job is held by this worker or it stays where it was. An empty answer means that nothing may run now,
    /// and that the worker stands among the idle from this instant on: whoever brings work wakes it.
    ///
    /// When no reply comes, repeat the call under the same number: it then gives the same jobs and settles nothing twice.
    package func exchange(_ request: ExchangeRequest) async throws(BellhopError) -> ExchangeReply {
        let batch = SettleBatch(request.settled, keep: request.keepOutcomes)
        let reply = try await run(ExchangeScript.script, key: keys.key(.workers)) { command in
            command.append(request.worker.rawValue)
            command.append(request.call)
            command.append(request.wanted)
            command.append(request.isIdle ? "1" : "0")
            command.append(request.fairness.quantum.wholeMicroseconds)
            command.append(request.fairness.jobsPerPick)
            command.append(request.fairness.lead.wholeMicroseconds)
            command.append(request.channel)
            command.append(max(1, request.keepOutcomes.wholeMilliseconds))
            command.append(request.queues.count)
            for queue in request.queues { command.append(queue.rawValue) }
            batch.append(to: &command)
        }
        return try BellhopError.reading("exchange") { () throws(RedisError) in try Self.decode(reply) }
    }

    private static func decode(_ reply: RedisReply) throws(RedisError) -> ExchangeReply {
        var cursor = reply.cursor()
        let status = ExchangeReply.Status(rawValue: try cursor.nextString()) ?? .old
        let now = Int64(try cursor.nextInteger())
        let fence = Int64(try cursor.nextInteger())
        let nextDue = try cursor.nextInteger()
        let hasMore = try cursor.nextString() == "1"
        var refused: [JobID] = []
        for _ in 0..<(try cursor.nextInteger()) {
            if let id = JobID(bytes: try cursor.nextBytes()) { refused.append(id) }
        }
        var jobs: [ClaimedJob] = []
        for _ in 0..<(try cursor.nextInteger()) {
            let claim = Claim(
                tenant: TenantID(stored: try cursor.nextString()), lane: LaneName(stored: try cursor.nextString()),
                fence: fence, estimate: try cursor.nextInteger())
            let count = try cursor.nextInteger()
            jobs.reserveCapacity(jobs.count + count)
            for _ in 0..<count {
                let id = try cursor.nextBuffer()
                let record = try cursor.nextBytes()
                if let high = id.getInteger(at: id.readerIndex, as: UInt64.self),
                    let low = id.getInteger(at: id.readerIndex + 8, as: UInt64.self)
                {
                    jobs.append(ClaimedJob(claim: claim, id: JobID(high: high, low: low), claimed: now, record: record))
                }
            }
        }
        return ExchangeReply(
            status: status, now: now, nextDue: nextDue < 0 ? nil : Int64(nextDue), hasMore: hasMore, refused: refused,
            jobs: jobs)
    }
}
