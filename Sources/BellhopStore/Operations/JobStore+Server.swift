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

extension JobStore {
    /// Gives the share of its memory limit that the server has used; `nil` when it has none.
    package func memoryShare() async throws(BellhopError) -> Double? {
        let reply = try await read(RedisCommand("INFO", "memory"))
        let text = try BellhopError.reading("INFO") { () throws(RedisError) in try reply.string() }
        func number(_ name: String) -> Double? {
            text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(name):") }
                .flatMap { Double($0.dropFirst(name.count + 1)) }
        }
        guard let used = number("used_memory"), let limit = number("maxmemory"), limit > 0 else { return nil }
        return used / limit
    }

    /// Takes no new jobs in for a while, because the server is nearly full; what it holds goes on.
    ///
    /// Zero takes it back.
    package func guardMemory(for span: Duration) async throws(BellhopError) {
        _ = try await run(GuardScript.script, key: keys.key(.clock)) { command in
            command.append(max(0, span.wholeMilliseconds))
        }
    }
}
