import BellhopStore
import FoundationEssentials

/// Says what the jobs of one submission share.
struct Submission: Sendable {
    let tenant: TenantID
    let name: JobName
    let queue: QueueName
    let options: EnqueueOptions
    /// Is the claim of the run that enqueues, if one does.
    var parent: ClaimProof?

    /// Tells the lane of the jobs from others of their queue and name.
    let laneSuffix: String

    init(
        tenant: TenantID, name: JobName, queue: QueueName, options: EnqueueOptions, parent: ClaimProof? = nil
    ) {
        self.tenant = tenant
        self.name = name
        self.queue = queue
        self.options = options
        self.parent = parent
        laneSuffix = LaneName.suffix(
            keyDigest: options.limitKey.map { Digest.short($0.utf8) }, cost: options.cost ?? 1)
    }

    /// Says after when the jobs are not worth starting.
    var expiry: StartTime? {
        if let expires = options.expires { return .after(expires) }
        return options.expiresAt.map { .at(Int64($0.timeIntervalSince1970 * 1000)) }
    }

    /// Says when the jobs may start.
    var start: StartTime {
        if let delay = options.delay { return .after(delay) }
        // What is spread has an instant, were it the present one.
        if options.spread != nil, options.runAt == nil { return .after(.zero) }
        if let runAt = options.runAt { return .at(Int64(runAt.timeIntervalSince1970 * 1000)) }
        return .now
    }
}

extension BellhopClient {
    /// Sends the payloads of one tenant and one lane in pages; the next page is made while the last one is under way.
    func submit(
        _ submission: Submission, count: Int, payload: (Int) throws(BellhopError) -> [UInt8]
    ) async throws(BellhopError) -> BulkReceipt {
        try submission.options.validate()
        if submission.options.id != nil, count > 1 {
            throw BellhopError(.invalidValue, "one id was given for \(count) jobs: give none, and ids are made")
        }
        if submission.options.idempotencyKey != nil, count > 1 {
            throw BellhopError(.invalidValue, "one idempotency key was given for \(count) jobs: it stands for one")
        }
        if submission.options.throttle != nil, count > 1 {
            throw BellhopError(.invalidValue, "one throttle was given for \(count) jobs: it takes in one")
        }
        if case .key = submission.options.unique?.subject, count > 1 {
            throw BellhopError(
                .invalidValue, "one unique key was given for \(count) jobs: make them unique by payload, or enqueue one"
            )
        }
        var receipt = BulkReceipt()
        if count == 0 { return receipt }
        var next = 0
        let first = try nextPage(submission, from: &next, to: count, payload)
        if next == count {
            receipt.add(await send(first), of: submission, in: store)
            if let failure = receipt.failure { throw failure }
            if count == 1, let holder = receipt.duplicates.first {
                throw BellhopError(
                    .duplicateJob,
                    "job \(holder.id) '\(submission.name)' of tenant '\(submission.tenant)' stands for the same key: "
                        + "nothing was written")
            }
            return receipt
        }
        await withTaskGroup(of: PageAnswer.self) { pages in
            pages.addTask { await self.send(first) }
            var underWay = 1
            while next < count, receipt.failure == nil {
                do {
                    let page = try nextPage(submission, from: &next, to: count, payload)
                    pages.addTask { await self.send(page) }
                    underWay += 1
                } catch let error as BellhopError {
                    receipt.failure = error
                } catch { receipt.failure = BellhopError(.unencodable, "\(error)", cause: error) }
                if underWay == 2, let answer = await pages.next() {
                    underWay -= 1
                    receipt.add(answer, of: submission, in: store)
                }
            }
            for await answer in pages { receipt.add(answer, of: submission, in: store) }
        }
        if let failure = receipt.failure, receipt.accepted.isEmpty { throw failure }
        return receipt
    }

    private func nextPage(
        _ submission: Submission, from next: inout Int, to count: Int, _ payload: (Int) throws(BellhopError) -> [UInt8]
    ) throws(BellhopError) -> EnqueueRequest {
        let options = submission.options
        let milliseconds = Int64(configuration.wallClock().timeIntervalSince1970 * 1000)
        var request = EnqueueRequest(
            tenant: submission.tenant,
            lane: LaneName(queue: submission.queue, job: submission.name, suffix: submission.laneSuffix),
            start: submission.start, idsAreFresh: options.id == nil, mostWaiting: configuration.mostWaitingJobs,
            jobs: [])
        request.parent = submission.parent
        request.idempotencyKey = options.idempotencyKey
        if let throttle = options.throttle {
            request.idempotencyKey = "throttle:\(submission.name):\(throttle.key)"
            request.idempotencySpan = throttle.period
        }
        if let unique = options.unique {
            request.unique = UniqueRequest(lifetime: unique.lifetime.stored, conflict: unique.conflict.stored, keys: [])
        }
        if let spread = options.spread { request.spread = SpreadRequest(span: spread, before: next, total: count) }
        request.expiry = submission.expiry
        request.jobs.reserveCapacity(min(count - next, EnqueueRequest.mostJobs))
        var bytes = 0
        while next < count, request.jobs.count < EnqueueRequest.mostJobs {
            let payload = try payload(next)
            // The largest payload fits a page by far, so a page is never empty; what does not fit opens the next one.
            if bytes + payload.count > EnqueueRequest.mostBytes { break }
            bytes += payload.count
            next += 1
            switch options.unique?.subject {
            case .key(let key): request.unique?.keys.append("\(submission.name):\(key)")
            case .payload: request.unique?.keys.append("\(submission.name)#\(Digest.short(payload))")
            case nil: break
            }
            let header = JobHeader(
                id: options.id ?? ids.next(milliseconds: milliseconds), tenant: submission.tenant,
                queue: submission.queue, name: submission.name, maximumAttempts: options.maximumAttempts,
                timeoutMilliseconds: options.timeout?.wholeMilliseconds, trace: options.trace, actor: options.actor,
                limitKey: options.limitKey, laneSuffix: submission.laneSuffix)
            request.jobs.append(JobRecord(header: header, payload: payload[...], priority: options.priority ?? 0))
        }
        return request
    }

    /// Sends a page, and sends it once more under the same ids when its answer was lost.
    private func send(_ page: EnqueueRequest) async -> PageAnswer {
        let ids = page.jobs.map(\.header.id)
        do throws(BellhopError) {
            return PageAnswer(ids: ids, reply: .success(try await producing.enqueue(page)))
        } catch {
            guard error.code == .outcomeUnknown else { return PageAnswer(ids: ids, reply: .failure(error)) }
        }
        do throws(BellhopError) {
            var again = page
            again.idsAreFresh = false
            // What is known now is what the first sending wrote.
            let reply = try await producing.enqueue(again)
            return PageAnswer(ids: ids, reply: .success(EnqueueReply(earlier: reply.earlier, rejected: reply.rejected)))
        } catch { return PageAnswer(ids: ids, reply: .failure(error)) }
    }
}

/// Holds what the store said of one page.
private struct PageAnswer: Sendable {
    let ids: [JobID]
    let reply: Result<EnqueueReply, BellhopError>
}

extension BulkReceipt {
    fileprivate mutating func add(_ answer: PageAnswer, of submission: Submission, in store: JobStore) {
        switch answer.reply {
        case .success(let reply):
            let ids = reply.earlier.map { [$0] } ?? answer.ids
            let refs = ids.filter { reply.rejected[$0] == nil }
                .map { store.ref(tenant: submission.tenant, queue: submission.queue, id: $0) }
            duplicates += ids.compactMap { reply.rejected[$0] }
                .map { store.ref(tenant: submission.tenant, queue: submission.queue, id: $0) }
            accepted += refs
            if reply.earlier != nil {
                known += refs
            } else if !reply.known.isEmpty {
                known += refs.filter { reply.known.contains($0.id) }
            }
        case .failure(let error): failure = failure ?? error
        }
    }
}
