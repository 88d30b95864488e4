package import BellhopCore
import BellhopRedis
import NIOCore

/// Asks the store to settle what ended and to claim what is free to run.
package struct ExchangeRequest: Sendable {
    /// Names the worker; it must have joined.
    package var worker: WorkerID
    /// Tells calls that may be under way at the same time apart: 0 or 1.
    package var channel: Int
    /// Numbers the worker's calls of the channel from 1; the same number again gives the same answer.
    ///
    /// 0 claims nothing, whatever is wanted.
    package var call: Int
    /// Counts the slots that are free.
    package var wanted: Int
    /// Says that the worker's last claim left it with free slots, and it was not woken since.
    package var isIdle: Bool
    /// Names the queues to serve, in order of preference; empty means all.
    package var queues: [QueueName]
    /// Holds the claims that end.
    package var settled: [SettledJob]
    /// Says how long outcomes are kept.
    package var keepOutcomes: Duration
    /// Sets how much a pick may take.
    package var fairness: FairnessOptions

    /// Makes a request.
    package init(
        worker: WorkerID, channel: Int = 0, call: Int, wanted: Int, isIdle: Bool = false, queues: [QueueName] = [],
        settled: [SettledJob] = [], keepOutcomes: Duration = .seconds(24 * 3600), fairness: FairnessOptions = .init()
    ) {
        self.worker = worker
        self.channel = channel
        self.call = call
        self.wanted = wanted
        self.isIdle = isIdle
        self.queues = queues
        self.settled = settled
        self.keepOutcomes = keepOutcomes
        self.fairness = fairness
    }
}

/// Says what the store did.
package struct ExchangeReply: Sendable {
    /// Says how the store took the call.
    package enum Status: String, Sendable {
        /// All was done, or had been done under the same number.
        case ok
        /// The worker's lease ended: nothing was claimed, and what it held may be others' now.
        case lost
        /// A later call has been answered already; nothing was done.
        case old
    }

    /// Says how the store took the call.
    package var status: Status
    /// Gives the server's time, in milliseconds since 1970.
    package var now: Int64
    /// Gives the next instant at which a job becomes due, in milliseconds since 1970.
    package var nextDue: Int64?
    /// Says that there is more work than one call may look at: call again at once.
    package var hasMore: Bool
    /// Lists settled jobs whose claim was no longer the worker's; nothing was written for them.
    package var refused: [JobID]
    /// Lists the claimed jobs, each pick's together.
    package var jobs: [ClaimedJob]
}

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
                    jobs.append(ClaimedJob(claim: claim, id: JobID(high: high, low: low), record: record))
                }
            }
        }
        return ExchangeReply(
            status: status, now: now, nextDue: nextDue < 0 ? nil : Int64(nextDue), hasMore: hasMore, refused: refused,
            jobs: jobs)
    }
}
