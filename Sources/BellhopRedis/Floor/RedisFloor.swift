/// Moves jobs by bare pipelined commands: what Redis and the connection would do at best.
///
/// There is no script, tenant, lease or fairness. Bellhop's figures are read as ratios to this.
package struct RedisFloor: Sendable {
    private let redis: RedisClient
    private let payload: [UInt8]

    private static let jobs = "floor:jobs"
    private static let list = "floor:list"
    private static let results = "floor:results"
    /// Two batches are under way at any time, so that neither side waits for the other.
    private static let loops = 2

    /// Makes a floor of jobs that carry `payload`.
    package init(redis: RedisClient, payload: [UInt8]) {
        self.redis = redis
        self.payload = payload
    }

    /// Pushes payloads one by one, each awaited, from `tasks` tasks side by side, and gives jobs a second.
    package func enqueueOneByOne(_ count: Int, tasks: Int) async throws -> Double {
        let started = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for _ in 0..<tasks {
                group.addTask {
                    for _ in 0..<count / tasks {
                        var command = RedisCommand("LPUSH", Self.list)
                        command.append(payload)
                        _ = try await redis.send(command)
                    }
                }
            }
            try await group.waitForAll()
        }
        return Self.rate(count, since: started)
    }

    /// Puts jobs in, by a bulk HSET and a bulk LPUSH for each page, and gives jobs a second.
    package func enqueue(_ count: Int, page: Int) async throws -> Double {
        _ = try await redis.send(RedisCommand("DEL", Self.jobs, Self.list, Self.results))
        let started = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for loop in 0..<Self.loops {
                group.addTask {
                    var next = loop * page
                    while next < count {
                        let range = next..<min(next + page, count)
                        var hset = RedisCommand(name: "HSET", capacityHint: range.count * (payload.count + 40))
                        var lpush = RedisCommand(name: "LPUSH", capacityHint: range.count * 24)
                        hset.append(Self.jobs)
                        lpush.append(Self.list)
                        for index in range {
                            let id = Self.id(index)
                            hset.append(id)
                            hset.append(payload)
                            lpush.append(id)
                        }
                        for result in try await redis.pipeline([hset, lpush]) { _ = try result.get() }
                        next += Self.loops * page
                    }
                }
            }
            try await group.waitForAll()
        }
        return Self.rate(count, since: started)
    }

    /// Takes jobs out in batches, and gives jobs a second.
    ///
    /// A batch is RPOP with a count and HMGET, then HDEL and one HSET of the batch's results.
    package func drain(_ count: Int, batch: Int) async throws -> Double {
        let started = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for _ in 0..<Self.loops {
                group.addTask {
                    var done: [RedisCommand] = []
                    while true {
                        let replies = try await redis.pipeline(
                            done + [RedisCommand("RPOP", Self.list, "\(batch)")])
                        guard let popped = try replies.last?.get(), !popped.isNull else { break }
                        var hmget = RedisCommand(name: "HMGET", capacityHint: batch * 24)
                        var hdel = RedisCommand(name: "HDEL", capacityHint: batch * 24)
                        var hset = RedisCommand(name: "HSET", capacityHint: batch * 64)
                        hmget.append(Self.jobs)
                        hdel.append(Self.jobs)
                        hset.append(Self.results)
                        var cursor = popped.cursor()
                        while !cursor.isAtEnd {
                            let id = try cursor.nextBytes()
                            hmget.append(id)
                            hdel.append(id)
                            hset.append(id)
                            hset.append("s 1 2026 2026 0")
                        }
                        var bodies = try await redis.send(hmget).cursor()
                        while !bodies.isAtEnd { _ = try bodies.nextBytes() }
                        done = [hdel, hset]
                    }
                    for result in try await redis.pipeline(done) { _ = try result.get() }
                }
            }
            try await group.waitForAll()
        }
        return Self.rate(count, since: started)
    }

    /// Gives the commands of a drain's batch as `redis-benchmark` takes them.
    ///
    /// Their fields are random, so that they are made and found as new jobs are. Those that are not timed prepare the
    /// others.
    package static func benchmarkCommands(
        batch: Int, payload: Int
    ) -> [(arguments: [String], isTimed: Bool)] {
        let body = String(repeating: "x", count: payload)
        let ids = (0..<batch).map { "id-0123456789-\($0)" }
        let random = Array(repeating: "__rand_int__", count: batch)
        return [
            (["HSET", "rb:jobs"] + ids.flatMap { [$0, body] }, false),
            (["HMGET", "rb:jobs"] + ids, true),
            (["HSET", "rb:results"] + random.flatMap { [$0, "s 1 2026 2026 0"] }, true),
            (["HDEL", "rb:results"] + random, true),
            (["LPUSH", "rb:list"] + ids, false),
            (["RPOP", "rb:list", "\(batch)"], true),
        ]
    }

    /// Takes away what is left.
    package func clean() async throws {
        _ = try await redis.send(RedisCommand("DEL", Self.jobs, Self.list, Self.results))
    }

    private static func rate(_ count: Int, since started: ContinuousClock.Instant) -> Double {
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        return Double(count) / (Double(seconds) + Double(attoseconds) / 1e18)
    }

    private static func id(_ index: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            for byte in 0..<8 {
                buffer[byte] = 7
                buffer[8 + byte] = UInt8(truncatingIfNeeded: index >> (8 * byte))
            }
            count = 16
        }
    }
}
