import BellhopStore
import FoundationEssentials

extension BellhopClient {
    /// Sends payloads of one tenant and one lane in pages.
    func submit(
        _ payloads: [[UInt8]], name: JobName, queue: QueueName, tenant: TenantID, options: EnqueueOptions
    ) async throws(BellhopError) -> BulkReceipt {
        try options.validate()
        if options.id != nil, payloads.count > 1 {
            throw BellhopError(.invalidValue, "one id was given for \(payloads.count) jobs: give none, and ids are made")
        }
        let start: StartTime =
            if let delay = options.delay { .after(delay) } else if let runAt = options.runAt {
                .at(Int64(runAt.timeIntervalSince1970 * 1000))
            } else { .now }
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        var receipt = BulkReceipt()
        var page: [JobRecord] = []
        var bytes = 0
        for (index, payload) in payloads.enumerated() {
            let header = JobHeader(
                id: options.id ?? ids.next(milliseconds: milliseconds), tenant: tenant, queue: queue, name: name,
                maximumAttempts: options.maximumAttempts, timeoutMilliseconds: options.timeout?.wholeMilliseconds,
                trace: options.trace, actor: options.actor)
            page.append(JobRecord(header: header, payload: payload[...]))
            bytes += payload.count
            let nextBytes = index + 1 < payloads.count ? payloads[index + 1].count : 0
            let isFull = page.count == EnqueueRequest.mostJobs || bytes + nextBytes > EnqueueRequest.mostBytes
            guard isFull || index + 1 == payloads.count else { continue }
            let request = EnqueueRequest(
                tenant: tenant, lane: LaneName(queue: queue, job: name), start: start, idsAreFresh: options.id == nil,
                mostWaiting: configuration.mostWaitingJobs, jobs: page)
            do {
                let known = Set(try await send(request))
                let refs = page.map { store.ref(tenant: tenant, queue: queue, id: $0.header.id) }
                receipt.accepted += refs
                receipt.known += refs.filter { known.contains($0.id) }
            } catch {
                if receipt.accepted.isEmpty { throw error }
                receipt.failure = error
                return receipt
            }
            page.removeAll(keepingCapacity: true)
            bytes = 0
        }
        return receipt
    }

    /// Sends a page, and sends it once more under the same ids when its answer was lost.
    private func send(_ request: EnqueueRequest) async throws(BellhopError) -> [JobID] {
        do { return try await store.enqueue(request) } catch {
            guard error.code == .outcomeUnknown else { throw error }
            var again = request
            again.idsAreFresh = false
            _ = try await store.enqueue(again)
            // What is known now is what the first sending wrote.
            return []
        }
    }
}
