package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Names the run of the server: it changes with every restart, and a replica that takes over has another.
    package func serverRun() async throws(BellhopError) -> String {
        let reply = try await read(RedisCommand("INFO", "server"))
        let text = try BellhopError.reading("INFO") { () throws(RedisError) in try reply.string() }
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("run_id:") }
        return line.map { String($0.dropFirst("run_id:".count)) } ?? ""
    }
}
