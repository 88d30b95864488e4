package import BellhopCore
import BellhopRedis

/// Says what a cancel did.
package enum CancelResult: String, Sendable {
    /// The job waited and is cancelled.
    case cancelled
    /// The job runs; its worker has been told.
    case marked
    /// The job had ended before.
    case finished
}

extension JobStore {
    /// Cancels a job: at once while it waits, by telling its worker while it runs.
    ///
    /// - Throws: ``BellhopError/Code/notFound`` when the tenant has no such job.
    package func cancel(
        _ job: JobKey, keepOutcome: Duration = .seconds(24 * 3600)
    ) async throws(BellhopError) -> CancelResult {
        let reply = try await run(CancelScript.script, key: keyspace(of: job.tenant).key(.record)) { command in
            command.append(job.tenant.rawValue)
            command.append(job.id.bytes)
            command.append(OutcomeBucket(of: job.id).name)
            command.append(max(1, keepOutcome.wholeMilliseconds))
        }
        let answer = try BellhopError.reading("cancel") { () throws(RedisError) in try reply.string() }
        guard let result = CancelResult(rawValue: answer) else { throw Self.notFound(job) }
        return result
    }

    /// Puts a dead job, or one that waits for its time, back at the tail of its lane.
    ///
    /// - Throws: ``BellhopError/Code/notFound``, and ``BellhopError/Code/wrongState`` when the job runs or has ended.
    package func retry(_ job: JobKey) async throws(BellhopError) {
        let reply = try await run(RetryScript.script, key: keyspace(of: job.tenant).key(.record)) { command in
            command.append(job.tenant.rawValue)
            command.append(job.id.bytes)
            command.append(OutcomeBucket(of: job.id).name)
        }
        switch try BellhopError.reading("retry", { () throws(RedisError) in try reply.string() }) {
        case "ready": return
        case "unknown": throw Self.notFound(job)
        case let state:
            throw BellhopError(
                .wrongState,
                "job \(job.id) of tenant '\(job.tenant)' is \(state): only a dead or a due job can be retried")
        }
    }

    /// Deletes a job that does not run, with all that is kept of it; its outcome too, if it has ended.
    ///
    /// - Throws: ``BellhopError/Code/notFound``, and ``BellhopError/Code/wrongState`` while the job runs.
    package func delete(_ job: JobKey) async throws(BellhopError) {
        let reply = try await run(DeleteScript.script, key: keyspace(of: job.tenant).key(.record)) { command in
            command.append(job.tenant.rawValue)
            command.append(job.id.bytes)
        }
        switch try BellhopError.reading("delete", { () throws(RedisError) in try reply.string() }) {
        case "ok": return
        case "running":
            throw BellhopError(
                .wrongState,
                "job \(job.id) of tenant '\(job.tenant)' is running: cancel it first, and delete it when it has ended")
        default: throw Self.notFound(job)
        }
    }

    /// Notes how far a run is.
    ///
    /// - Throws: ``BellhopError/Code/claimLost`` when the claim is no longer the latest; nothing was written.
    package func report(_ progress: JobProgress, under proof: ClaimProof) async throws(BellhopError) {
        let reply = try await run(ProgressScript.script, key: keyspace(of: proof.job.tenant).key(.record)) { command in
            command.append(proof.job.tenant.rawValue)
            command.append(proof.job.id.bytes)
            command.append(proof.prefix)
            command.append(progress.stored(fence: proof.fence))
        }
        if try BellhopError.reading("progress", { () throws(RedisError) in try reply.string() }) == "ok" { return }
        throw BellhopError(
            .claimLost,
            "the run has lost its claim on job \(proof.job.id): the job runs elsewhere by now, and nothing was written")
    }

    /// Reads all that is known of a job, or `nil` when the tenant has no such job.
    package func inspect(_ job: JobKey, withPayload: Bool = true) async throws(BellhopError) -> JobSnapshot? {
        let reply = try await run(InspectScript.script, key: keyspace(of: job.tenant).key(.record)) { command in
            append(job, withPayload: withPayload, to: &command)
        }
        return try snapshot(reply, of: job)
    }

    /// Reads all that is known of a job, and asks for a message on its tenant's channel when it ends within `wait`.
    package func awaitEnd(of job: JobKey, wait: Duration) async throws(BellhopError) -> JobSnapshot? {
        let reply = try await run(AwaitScript.script, key: keyspace(of: job.tenant).key(.record)) { command in
            append(job, withPayload: false, to: &command)
            command.append(max(1, wait.wholeMilliseconds))
        }
        return try snapshot(reply, of: job)
    }

    /// Gives the channel on which the ends of a tenant's awaited jobs are told; the message is the job's 16 bytes.
    package func settledChannel(of tenant: TenantID) -> String { keyspace(of: tenant).key(.settled) }

    /// Fetches a payload that is kept apart from its record.
    package func payload(of job: JobKey) async throws(BellhopError) -> [UInt8]? {
        var command = RedisCommand("HGET", keyspace(of: job.tenant).key(.payload))
        command.append(job.id.bytes)
        let reply = try await read(command)
        if reply.isNull { return nil }
        return try BellhopError.reading("payload") { () throws(RedisError) in try reply.bytes() }
    }

    private func append(_ job: JobKey, withPayload: Bool, to command: inout RedisCommand) {
        command.append(job.tenant.rawValue)
        command.append(job.id.bytes)
        command.append(OutcomeBucket(of: job.id).name)
        command.append(withPayload ? "1" : "0")
    }

    static func notFound(_ job: JobKey) -> BellhopError {
        BellhopError(.notFound, "tenant '\(job.tenant)' has no job \(job.id)")
    }
}

extension JobStore {
    private func snapshot(_ reply: RedisReply, of job: JobKey) throws(BellhopError) -> JobSnapshot? {
        let parts = try BellhopError.reading("inspect") { () throws(RedisError) in
            var cursor = reply.cursor()
            var parts: [[UInt8]] = []
            while !cursor.isAtEnd { parts.append(try cursor.nextBytes()) }
            return parts
        }
        let kind = parts.first.map { String(decoding: $0, as: UTF8.self) } ?? "unknown"
        if kind == "unknown" { return nil }
        if kind == "finished", parts.count == 2 {
            return finished(try JobOutcome(decoding: parts[1][...]), of: job)
        }
        guard parts.count == 7 else { throw BellhopError(.corruptData, "script 'inspect' gave \(parts.count) parts") }
        return try live(kind, parts, of: job)
    }

    func finished(_ outcome: JobOutcome, of job: JobKey) -> JobSnapshot {
        JobSnapshot(
            ref: ref(tenant: job.tenant, queue: outcome.queue, id: job.id), name: outcome.name, state: outcome.state,
            attempt: outcome.attempt, result: outcome.result.map(Array.init), instant: outcome.finished,
            runMicroseconds: outcome.runMicroseconds, fence: outcome.fence)
    }

    private func live(_ kind: String, _ parts: [[UInt8]], of job: JobKey) throws(BellhopError) -> JobSnapshot {
        let state: JobState =
            switch kind {
            case "running": .running
            case "due": .due
            case "dead": .dead
            case "quar": .quarantined
            default: .ready
            }
        let record = try JobRecord(decoding: parts[1][...])
        let claim = String(decoding: parts[3], as: UTF8.self)
        let progress = JobProgress(stored: String(decoding: parts[6], as: UTF8.self), claim: claim)
        let instant = Int64(String(decoding: parts[4], as: UTF8.self)) ?? 0
        return JobSnapshot(
            ref: ref(tenant: job.tenant, queue: record.header.queue, id: job.id), name: record.header.name,
            state: state,
            attempt: record.attempts + (state == .running ? 1 : 0), crashes: record.crashes,
            payload: record.isPayloadApart ? parts[5] : Array(record.payload),
            errors: parts[2].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) },
            instant: instant == 0 ? nil : instant, worker: claim.isEmpty ? nil : String(claim.prefix { $0 != " " }),
            actor: record.header.actor, progress: progress, priority: record.priority,
            limitKey: record.header.limitKey, expires: record.expires)
    }
}
