package import BellhopCore
import BellhopRedis

extension Inspector {
    /// Reads what a tenant has used in the last minutes, and what it is entitled to.
    package func usage(of tenant: TenantID, minutes: Int = 5) async throws(BellhopError) -> TenantUsage {
        let reply = try await store.run(UsageScript.script, key: store.keyspace(of: tenant).key(.record)) { command in
            command.append(tenant.rawValue)
            command.append(minutes)
        }
        return try BellhopError.reading("usage") { () throws(RedisError) in
            var cursor = reply.cursor()
            let (own, all) = (try cursor.nextInteger(), try cursor.nextInteger())
            let (weight, others) = (try cursor.nextInteger(), try cursor.nextInteger())
            return TenantUsage(
                used: .microseconds(own), usedByAll: .microseconds(all),
                entitlement: Double(weight) / Double(max(1, weight + others)), rivals: try cursor.nextInteger())
        }
    }

    /// Says why a job does not run, or `nil` when the tenant has no such job.
    package func explain(_ job: JobKey) async throws(BellhopError) -> JobExplanation? {
        guard let snapshot = try await store.inspect(job, withPayload: false) else { return nil }
        if snapshot.state.isSettled {
            return JobExplanation(
                ref: snapshot.ref, state: snapshot.state, reasons: [.init(.ended, "the job is \(snapshot.state)")])
        }
        let reply = try await store.run(ExplainScript.script, key: store.keyspace(of: job.tenant).key(.record)) {
            command in
            command.append(job.tenant.rawValue)
            command.append(job.id.bytes)
            command.append(FairnessOptions().quantum.wholeMicroseconds)
            command.append(400)
        }
        let (facts, rivals) = try BellhopError.reading("explain") { () throws(RedisError) in
            var cursor = reply.cursor()
            var facts: [String: String] = [:]
            while !cursor.isAtEnd {
                let name = try cursor.nextString()
                if name == "gone" { break }
                facts[name] = try cursor.nextString()
                if name == "others" { break }
            }
            var rivals: [StartEstimate.Rival] = []
            while !cursor.isAtEnd {
                rivals.append(
                    .init(
                        tag: try cursor.nextInteger(), weight: try cursor.nextInteger(), work: try cursor.nextInteger())
                )
            }
            return (facts, rivals)
        }
        let crew = WorkerCrew(try await workers())
        return Explanation(snapshot: snapshot, facts: facts, rivals: rivals, crew: crew).explanation
    }
}
