package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Loads the scripts that workers and producers call most, and gives each one's name by the digest that Redis gives it.
    package func scriptDigests() async throws(BellhopError) -> [String: String] {
        var names: [String: String] = [:]
        for script in [EnqueueScript.script, ExchangeScript.script, BeatScript.script] {
            let reply: RedisReply
            do { reply = try await redis.send(RedisCommand("SCRIPT", "LOAD", script.source)) } catch {
                throw BellhopError(error)
            }
            let digest = try BellhopError.reading("SCRIPT LOAD") { () throws(RedisError) in try reply.string() }
            names[digest] = "\(script.name)"
        }
        return names
    }
}
