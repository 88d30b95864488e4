import BellhopRedis

/// Reads what the Redis server has used so far, from `INFO`.
struct ServerUsage {
    /// Gives user and system time in microseconds.
    let cpuMicroseconds: Int
    /// Counts the calls that clients made: scripts and plain commands, but not the commands inside scripts.
    let calls: Int
    /// Gives the memory of the data set and its overhead, in bytes.
    let memory: Int

    /// Reads the usage now.
    static func now(_ redis: RedisClient) async throws -> ServerUsage {
        let cpu = fields(try await redis.send(RedisCommand("INFO", "cpu")).string())
        let memory = fields(try await redis.send(RedisCommand("INFO", "memory")).string())
        let commands = fields(try await redis.send(RedisCommand("INFO", "commandstats")).string())
        let seconds = ["used_cpu_user", "used_cpu_sys"].reduce(0.0) { $0 + (Double(cpu[$1] ?? "") ?? 0) }
        var calls = 0
        for name in ["evalsha", "eval"] {
            guard let line = commands["cmdstat_\(name)"] else { continue }
            let count = line.split(separator: ",").first { $0.hasPrefix("calls=") }
            calls += count.flatMap { Int($0.dropFirst(6)) } ?? 0
        }
        return ServerUsage(
            cpuMicroseconds: Int(seconds * 1_000_000), calls: calls, memory: Int(memory["used_memory"] ?? "") ?? 0)
    }

    private static func fields(_ text: String) -> [Substring: Substring] {
        var fields: [Substring: Substring] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[line.index(after: colon)...]
        }
        return fields
    }
}
