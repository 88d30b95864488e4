import BellhopStore

extension ScopedClient {
    /// Lists the tenant's dead or quarantined jobs, the longest buried first, `count` at most from the `offset`th on.
    ///
    /// It reads no payload, so a job whose bytes are damaged is listed like any other.
    ///
    ///     for job in try await scoped.buried(.dead) where job.name == "send-invoice" { print(job.id, job.errors) }
    public func buried(
        _ burial: Burial, offset: Int = 0, count: Int = 100
    ) async throws(BellhopError) -> [BuriedJob] {
        try requireLive()
        return try await Inspector(client.store).buried(
            of: tenant, burial, offset: max(0, offset), count: max(1, count))
    }

    /// Puts dead or quarantined jobs back at the tails of their lanes, with all their attempts and no crash behind them.
    ///
    /// It goes in pages of 1 000, each of which is moved in whole or not at all. An id that is not buried there is passed
    /// over, so a call that got no answer may be repeated.
    ///
    /// - Returns: The ids of jobs whose bytes lead to no lane of this tenant: they stay where they are.
    @discardableResult
    public func restore(_ ids: [JobID], from burial: Burial) async throws(BellhopError) -> [JobID] {
        try requireLive()
        return try await client.store.restore(ids, of: tenant, from: burial).refused
    }

    /// Deletes dead or quarantined jobs with all that is kept of them.
    ///
    /// - Returns: How many there were.
    @discardableResult
    public func delete(_ ids: [JobID], from burial: Burial) async throws(BellhopError) -> Int {
        try requireLive()
        return try await client.store.delete(ids, of: tenant, from: burial)
    }
}
