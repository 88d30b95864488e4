import BellhopStore

extension ScopedClient {
    /// Says why a job does not run: which limit, pause, due time or missing worker keeps it, or that its turn has not come, with
    /// its position and an estimate of when it starts.
    ///
    ///     let explanation = try await client.scoped(to: acme).explain(ref.id)
    ///     for reason in explanation.reasons { print(reason.code, reason.message) }
    ///
    /// - Throws: ``BellhopError/Code/notFound`` when the tenant has no such job.
    public func explain(_ id: JobID) async throws(BellhopError) -> JobExplanation {
        try requireLive()
        guard let found = try await Inspector(client.store).explain(JobKey(tenant: tenant, id: id)) else {
            throw unknown(id)
        }
        return found
    }
}

extension BellhopClient {
    /// Says why a job does not run, see ``ScopedClient/explain(_:)``.
    public func explain(_ ref: JobRef) async throws(BellhopError) -> JobExplanation {
        try await scoped(to: ref.tenant).explain(ref.id)
    }
}
