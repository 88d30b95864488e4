import Bellhop
import BellhopCore
import BellhopStore
import Logging

/// Runs one claimed job and decides what becomes of it.
///
/// 1. reads the record, and checks that it is what the claim says, and that the job is still worth starting;
/// 2. finds the handler;
/// 3. enters the tenant's scope and calls the activation hooks on;
/// 4. decodes the payload, runs the handler and encodes the result, still in scope;
/// 5. calls the hooks off in reverse and ends the scope;
/// 6. says how the claim is to be settled.
final class JobRunner: Sendable {
    let client: BellhopClient
    let handlers: HandlerTable
    let hooks: ActivationStack
    let options: WorkerOptions
    let logger: Logger

    private static let clock = ContinuousClock()

    init(
        client: BellhopClient, handlers: HandlerTable, hooks: ActivationStack, options: WorkerOptions,
        logger: Logger
    ) {
        self.client = client
        self.handlers = handlers
        self.hooks = hooks
        self.options = options
        self.logger = logger
    }

    /// Runs the job, which others can end through `running`.
    ///
    /// The scope has ended when this returns.
    func run(_ job: ClaimedJob, _ running: RunningJob) async -> SettledJob {
        let started = Self.clock.now
        var attempt = 1
        var isPayloadApart = false
        var settlement = Settlement.released
        do throws(BellhopError) {
            let record = try read(job)
            attempt = record.attempts + 1
            isPayloadApart = record.isPayloadApart
            if let expires = record.expires, expires <= job.claimed {
                settlement = .expired
            } else if await mayStart(running, crashes: record.crashes) {
                settlement = await run(record, of: job, running, started: started)
            }
        } catch {
            settlement = unreadable(job, error)
        }
        running.token.revoke()
        return SettledJob(
            claim: job.claim, id: job.id, attempt: attempt,
            runMicroseconds: (Self.clock.now - started).wholeMicroseconds, isPayloadApart: isPayloadApart,
            recordBytes: job.record.count, chargedMicroseconds: running.charged, settlement: settlement)
    }

    /// Says whether the job may be run: the start of one with a crash behind it is written down first, so that its
    /// worker's death is put down to it and to no other.
    private func mayStart(_ running: RunningJob, crashes: Int) async -> Bool {
        if crashes == 0 { return true }
        return (try? await client.store.start(suspect: running.key, by: running.worker)) ?? false
    }

    /// Leaves what a newer build wrote to newer workers, and puts aside what nobody can read.
    private func unreadable(_ job: ClaimedJob, _ error: BellhopError) -> Settlement {
        guard error.code == .newerVersion else {
            return .quarantined(error: ErrorReport(error: error, attempt: 1).json)
        }
        logger.warning(
            "a job was written by a newer build and is left to newer workers",
            metadata: ["job.id": "\(job.id)", "tenant.id": "\(job.claim.tenant)", "error": "\(error)"])
        return .snooze(options.newerVersionDelay)
    }

    /// Reads the record and checks that the header, the key and the claim agree on whose job this is.
    private func read(_ job: ClaimedJob) throws(BellhopError) -> JobRecord {
        let record = try JobRecord(decoding: job.record[...])
        let header = record.header
        let claim = job.claim
        guard header.id == job.id, header.tenant == claim.tenant, header.queue == claim.queue, header.name == claim.name
        else {
            throw BellhopError(
                .corruptData,
                "the header says job \(header.id) '\(header.name)' of tenant '\(header.tenant)', "
                    + "and it was claimed as job \(job.id) '\(claim.name)' of tenant '\(claim.tenant)'")
        }
        return record
    }

    private func run(
        _ record: JobRecord, of job: ClaimedJob, _ running: RunningJob, started: ContinuousClock.Instant
    ) async -> Settlement {
        let header = record.header
        guard let handler = handlers.handler(of: header.name) else {
            return unknownName(header, attempt: record.attempts + 1)
        }
        let context = JobContext(
            tenant: job.claim.tenant, ref: client.store.ref(tenant: job.claim.tenant, queue: header.queue, id: job.id),
            name: header.name, attempt: record.attempts + 1, fence: job.claim.fence, actor: header.actor,
            logger: logger,
            scoped: ScopedClient(
                client: client, tenant: job.claim.tenant, token: running.token,
                proof: ClaimProof(job: running.key, worker: running.worker, fence: job.claim.fence)),
            token: running.token)
        let timeout = header.timeoutMilliseconds.map { Duration.milliseconds($0) } ?? handler.timeout
        var settlement = Settlement.released
        await running.run(until: started + timeout) {
            settlement = await Tenancy.$token.withValue(running.token) {
                do {
                    let result =
                        hooks.isEmpty
                        ? try await handler.run(context, try await payload(of: record, job))
                        : try await hooks.around(context, logger: logger) {
                            try await handler.run(context, try await self.payload(of: record, job))
                        }
                    return success(result, attempt: context.attempt)
                } catch {
                    let attempts = header.maximumAttempts ?? handler.retry.attempts
                    return failure(
                        error, context: context, handler: handler, attempts: attempts, timeout: timeout, running)
                }
            }
        }
        return settlement
    }

    private func payload(of record: JobRecord, _ job: ClaimedJob) async throws -> ArraySlice<UInt8> {
        guard record.isPayloadApart else { return record.payload }
        guard let payload = try await client.store.payload(of: JobKey(tenant: job.claim.tenant, id: job.id)) else {
            throw JobStop(.dead, "the payload is not where the record says that it is")
        }
        return payload[...]
    }

    private func success(_ result: [UInt8]?, attempt: Int) -> Settlement {
        guard let result, result.count > options.largestResult else { return .succeeded(result: result) }
        let error = BellhopError(
            .unencodable, "resultTooLarge: the result has \(result.count) bytes and may have \(options.largestResult)")
        return .dead(error: ErrorReport(error: error, attempt: attempt).json)
    }

    private func unknownName(_ header: JobHeader, attempt: Int) -> Settlement {
        let error = BellhopError(
            .configuration, "no handler is registered for jobs named '\(header.name)': deploy a worker that has one")
        let report = ErrorReport(error: error, attempt: attempt).json
        if options.drainsAndEnds { return .quarantined(error: report) }
        logger.warning(
            "no handler for this job name", metadata: ["job.name": "\(header.name)", "tenant.id": "\(header.tenant)"])
        return .unknownName(hold: options.unknownNameDelay, error: report)
    }
}
