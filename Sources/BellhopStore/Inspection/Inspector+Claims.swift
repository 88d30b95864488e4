package import BellhopCore
import BellhopRedis

/// Says who holds a job.
package struct ClaimSummary: Sendable {
    /// Identifies the job.
    package var job: JobID
    /// Names the worker.
    package var worker: WorkerID
    /// Is the claim's token: the server's time of the claim in microseconds since 1970, or a little more.
    package var fence: Int64
    /// Names the lane that the job comes from.
    package var lane: LaneName
}

extension Inspector {
    /// Lists the claims on a tenant's jobs as they stand at one instant; meant for tenants with a small cap.
    package func claims(of tenant: TenantID) async throws(BellhopError) -> [ClaimSummary] {
        let reply = try await store.read(RedisCommand("HGETALL", store.keyspace(of: tenant).key(.running)))
        return try BellhopError.reading("claims") { () throws(RedisError) in
            var cursor = reply.cursor()
            var claims: [ClaimSummary] = []
            while !cursor.isAtEnd {
                let id = JobID(bytes: try cursor.nextBytes())
                let words = try cursor.nextString().split(separator: " ")
                guard let id, words.count >= 4, let fence = Int64(words[1]) else { continue }
                claims.append(
                    ClaimSummary(
                        job: id, worker: WorkerID(stored: String(words[0])), fence: fence,
                        lane: LaneName(stored: String(words[3]))))
            }
            return claims
        }
    }
}
