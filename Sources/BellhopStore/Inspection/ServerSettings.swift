package import BellhopCore
import BellhopRedis

/// Holds what a server says of its settings and of itself.
package struct ServerSettings: Sendable {
    /// Holds the settings that it showed, by name; empty when it refused to show them.
    package var settings: [String: String] = [:]
    /// Holds the lines of its `INFO`, by name.
    package var info: [String: String] = [:]
}

extension Inspector {
    /// Reads the settings that matter to a job runner; where they may not be read, or `CONFIG` is not there, gets the rest.
    package func serverSettings() async throws(BellhopError) -> ServerSettings {
        var found = ServerSettings()
        let info = try await store.read(RedisCommand("INFO"))
        let text = try BellhopError.reading("INFO") { () throws(RedisError) in try info.string() }
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { found.info[String(parts[0])] = String(parts[1]) }
        }
        let names = [
            "appendonly", "appendfsync", "maxmemory", "maxmemory-policy", "lazyfree-lazy-expire", "maxclients",
            "client-output-buffer-limit", "proto-max-bulk-len",
        ]
        for name in names {
            let reply: RedisReply
            do { reply = try await store.redis.send(RedisCommand("CONFIG", "GET", name)) } catch {
                // Managed servers rename it or take it away.
                if error.code == .server || error.code == .noPermission { return found }
                throw BellhopError(error)
            }
            let pair = try BellhopError.reading("CONFIG GET") { () throws(RedisError) in
                var cursor = reply.cursor()
                return cursor.isAtEnd ? nil : (try cursor.nextString(), try cursor.nextString())
            }
            if let (name, value) = pair { found.settings[name] = value }
        }
        return found
    }
}
