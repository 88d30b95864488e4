import BellhopRedis
import BellhopStore
import FoundationEssentials

extension ScopedClient {
    /// Waits until a job has ended.
    ///
    /// The end is told by a message and not polled for; after a lost connection the job is read again, so that no end is
    /// missed.
    ///
    /// - Parameters:
    ///   - id: identifies the job.
    ///   - timeout: bounds the wait.
    /// - Returns: The job as it ended: succeeded, cancelled, expired, dead or quarantined.
    /// - Throws: ``BellhopError/Code/notFound``; ``BellhopError/Code/timedOut`` when it has not ended in time.
    public func wait(for id: JobID, timeout: Duration = .seconds(60)) async throws(BellhopError) -> JobSnapshot {
        try requireLive()
        let key = JobKey(tenant: tenant, id: id)
        let outcome = await withTaskGroup(of: Result<JobSnapshot?, BellhopError>.self) { group in
            group.addTask {
                do { return .success(try await settled(key, timeout: timeout)) } catch let error as BellhopError {
                    return .failure(error)
                } catch { return .failure(BellhopError(.unavailable, "\(error)", cause: error)) }
            }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return .success(nil)
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .success(nil)
        }
        if let snapshot = try outcome.get() { return snapshot }
        if Task.isCancelled { throw BellhopError(.cancelled, "waiting for job \(id) was cancelled") }
        throw BellhopError(.timedOut, "job \(id) of tenant '\(tenant)' has not ended within \(timeout)")
    }

    /// Waits until a job has succeeded, and decodes its result.
    ///
    /// - Throws: What ``wait(for:timeout:)`` throws; ``BellhopError/Code/jobFailed`` when the job ended otherwise;
    ///   ``BellhopError/Code/undecodable`` when the result is none of the type.
    public func result<Output: Decodable & Sendable>(
        of id: JobID, as type: Output.Type = Output.self, timeout: Duration = .seconds(60)
    ) async throws(BellhopError) -> Output {
        let snapshot = try await wait(for: id, timeout: timeout)
        guard snapshot.state == .succeeded else {
            throw BellhopError(
                .jobFailed,
                "job \(id) of tenant '\(tenant)' is \(snapshot.state): \(snapshot.errors.last ?? "no reason kept")")
        }
        do { return try JSONDecoder().decode(Output.self, from: Data(snapshot.result ?? Array("null".utf8))) } catch {
            throw BellhopError(.undecodable, "the result of job \(id) is no \(Output.self)", cause: error)
        }
    }

    private func settled(_ key: JobKey, timeout: Duration) async throws -> JobSnapshot? {
        let channel = client.store.settledChannel(of: tenant)
        for try await event in client.subscriber.subscribe(to: [channel]) {
            if case .message(_, let payload) = event, payload != key.id.bytes { continue }
            guard let snapshot = try await client.store.awaitEnd(of: key, wait: timeout) else { throw unknown(key.id) }
            if snapshot.state.isSettled { return try await client.store.inspect(key) ?? snapshot }
        }
        return nil
    }
}
