package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Goes on with the round of tidying up, if one is due; gives how many buried jobs went, and whether the round goes on.
    ///
    /// A call looks at `tenants` tenants and takes away `jobs` jobs at most, so that it holds Redis for milliseconds.
    package func trim(
        every: Duration, keepBuried: Duration, mostBuried: Int, tenants: Int = 64, jobs: Int = 1000
    ) async throws(BellhopError) -> (removed: Int, hasMore: Bool) {
        let reply = try await run(TrimScript.script, key: keys.key(.clock)) { command in
            command.append(every.wholeMilliseconds)
            command.append(keepBuried.wholeMilliseconds)
            command.append(mostBuried)
            command.append(tenants)
            command.append(jobs)
        }
        return try BellhopError.reading("trim") { () throws(RedisError) in
            var cursor = reply.cursor()
            let removed = try cursor.nextInteger()
            _ = try cursor.nextInteger()
            return (removed, try cursor.nextString() == "1")
        }
    }
}
