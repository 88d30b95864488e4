import Bellhop
import BellhopCore
import BellhopRedis
import BellhopStore

/// Measures enqueueing one by one, each awaited.
struct EnqueueBench {
    let client: BellhopClient

    /// Enqueues jobs from `tasks` tasks side by side.
    func run(_ count: Int, tasks: Int) async throws -> BenchReport {
        let tenant = try TenantID("producer-\(tasks)")
        try await client.tenants.add(tenant)
        try await client.enqueue(NoOp.sample(0), for: tenant)
        let before = try await ServerUsage.now(client.store.redis)
        let usage = ProcessUsage.now()
        let started = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for task in 0..<tasks {
                group.addTask {
                    for index in 0..<count / tasks {
                        try await client.enqueue(NoOp.sample(task * count + index), for: tenant)
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - started).seconds
        let after = try await ServerUsage.now(client.store.redis)
        var report = BenchReport(scenario: "enqueue one by one", concurrency: tasks, jobs: count)
        report.jobsPerSecond = Double(count) / seconds
        report.clientMicroseconds = Double(ProcessUsage.now().cpuMicroseconds - usage.cpuMicroseconds) / Double(count)
        report.redisMicroseconds = Double(after.cpuMicroseconds - before.cpuMicroseconds) / Double(count)
        report.callsPerJob = Double(after.calls - before.calls) / Double(count)
        report.floorJobsPerSecond = try await floor(count, tasks: tasks)
        report.ratioToFloor = (report.jobsPerSecond ?? 0) / (report.floorJobsPerSecond ?? 1)
        return report
    }

    /// Pushes payloads of the same size, each awaited, in jobs a second.
    private func floor(_ count: Int, tasks: Int) async throws -> Double {
        let payload = String(repeating: "x", count: 100)
        let redis = client.store.redis
        let started = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for _ in 0..<tasks {
                group.addTask {
                    for _ in 0..<count / tasks {
                        _ = try await redis.send(RedisCommand("LPUSH", "floor:single", payload))
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - started).seconds
        _ = try await redis.send(RedisCommand("DEL", "floor:single"))
        return Double(count) / seconds
    }
}
