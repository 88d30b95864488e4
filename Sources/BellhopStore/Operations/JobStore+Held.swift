package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Lists what a worker holds, as the store sees it; 4 000 claims at most.
    package func held(by worker: WorkerID) async throws(BellhopError) -> [(id: JobID, claim: Claim)] {
        let reply = try await run(HeldScript.script, key: keys.key(.workers)) { command in
            command.append(worker.rawValue)
            command.append(4000)
        }
        return try BellhopError.reading("held") { () throws(RedisError) in
            var cursor = reply.cursor()
            var held: [(id: JobID, claim: Claim)] = []
            while !cursor.isAtEnd {
                let tenant = TenantID(stored: try cursor.nextString())
                let id = JobID(bytes: try cursor.nextBytes())
                let fence = Int64(try cursor.nextInteger())
                let estimate = try cursor.nextInteger()
                let lane = LaneName(stored: try cursor.nextString())
                if let id { held.append((id, Claim(tenant: tenant, lane: lane, fence: fence, estimate: estimate))) }
            }
            return held
        }
    }
}
