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
        let floor = RedisFloor(redis: client.store.redis, payload: Array(repeating: 120, count: 100))
        report.floorJobsPerSecond = try await floor.enqueueOneByOne(count, tasks: tasks)
        try await floor.clean()
        report.ratioToFloor = (report.jobsPerSecond ?? 0) / (report.floorJobsPerSecond ?? 1)
        return report
    }
}
