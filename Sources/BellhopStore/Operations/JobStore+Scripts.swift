package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Loads the scripts that workers and producers call most, and gives an observer that knows them by their digests.
    package func callObserver() async throws(BellhopError) -> CallObserver {
        var names: [String: StaticString] = [:]
        for script in [EnqueueScript.script, ExchangeScript.script, BeatScript.script] {
            let reply: RedisReply
            do { reply = try await redis.send(RedisCommand("SCRIPT", "LOAD", script.source)) } catch {
                throw BellhopError(error)
            }
            let digest = try BellhopError.reading("SCRIPT LOAD") { () throws(RedisError) in try reply.string() }
            names[digest] = script.name
        }
        return CallObserver(digests: names)
    }

    /// Makes Redis forget all scripts; whoever needs one sends it again.
    package func forgetScripts() async throws(BellhopError) {
        do { _ = try await redis.send(RedisCommand("SCRIPT", "FLUSH")) } catch { throw BellhopError(error) }
    }
}
