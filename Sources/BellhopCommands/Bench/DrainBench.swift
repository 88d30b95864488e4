import Bellhop
import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopWorker
import FoundationEssentials
import Logging

/// Says what a drain is made of.
struct DrainScenario: Sendable {
    /// Counts the jobs in all.
    var jobs: Int
    /// Counts the tenants that they belong to, alike in number.
    var tenants: Int
    /// Bounds the jobs that run at the same time.
    var concurrency: Int
    /// Says what is special: `plain`, `typed`, `results`, `caps`, `limits`, `names` or
    /// `external`.
    var variant: String

    /// Counts the job names of each tenant.
    var names: Int { variant == "names" ? 20 : 0 }

    /// Is what is set for each tenant; none of it binds.
    var settings: TenantSettings {
        get throws(BellhopError) {
            switch variant {
            case "caps": TenantSettings(concurrencyCap: .to(concurrency))
            case "limits":
                TenantSettings(
                    concurrencyCap: .to(concurrency), rate: .to(try RateLimit("500000/s:1000000")),
                    queues: [.default: QueueSettings(weight: .to(.one))],
                    jobs: [NoOp.name: JobSettings(concurrencyCap: .to(concurrency))])
            default: TenantSettings()
            }
        }
    }
}

/// Fills a backlog and lets one worker process empty it.
struct DrainBench {
    let client: BellhopClient

    /// Adds the tenants and puts the jobs in; gives what it cost.
    func fill(_ scenario: DrainScenario) async throws -> BenchReport {
        var report = BenchReport(
            scenario: "enqueue bulk", tenants: scenario.tenants, concurrency: 1, jobs: scenario.jobs,
            variant: scenario.variant)
        var owners: [TenantID] = []
        for index in 0..<scenario.tenants { owners.append(try TenantID("t\(index)")) }
        let settings = try scenario.settings
        for owner in owners { try await client.tenants.add(owner, settings: settings) }
        let share = scenario.jobs / scenario.tenants
        // As the floor's, these payloads are encoded before the clock starts; `typed` and `results` encode theirs.
        let encoder = JSONEncoder()
        let payloads = try (0..<share).map { [UInt8](try encoder.encode(NoOp.sample($0))) }
        let before = try await ServerUsage.now(client.store.redis)
        let usage = ProcessUsage.now()
        let clock = ContinuousClock()
        let started = clock.now
        for owner in owners {
            if scenario.names > 0 {
                for name in 0..<scenario.names {
                    try await client.enqueue(
                        name: JobName("noop-\(name)"), payloads: Array(payloads.prefix(share / scenario.names)),
                        for: owner)
                }
            } else if scenario.variant == "external" {
                let payloads = Array(repeating: Array("{}".utf8), count: share)
                try await client.enqueue(name: "external", payloads: payloads, for: owner)
            } else if scenario.variant == "results" {
                try await client.enqueue(
                    contentsOf: (0..<share).map {
                        NoOpWithResult(account: $0, action: "synchronise", note: NoOp.sample(0).note)
                    },
                    for: owner)
            } else if scenario.variant == "typed" {
                try await client.enqueue(contentsOf: (0..<share).map(NoOp.sample), for: owner)
            } else {
                try await client.enqueue(name: NoOp.name, payloads: payloads, for: owner)
            }
        }
        let seconds = (clock.now - started).seconds
        let after = try await ServerUsage.now(client.store.redis)
        let jobs = Double(scenario.jobs)
        report.jobsPerSecond = jobs / seconds
        report.clientMicroseconds = Double(ProcessUsage.now().cpuMicroseconds - usage.cpuMicroseconds) / jobs
        report.redisMicroseconds = Double(after.cpuMicroseconds - before.cpuMicroseconds) / jobs
        report.callsPerJob = Double(after.calls - before.calls) / jobs
        report.bytesPerWaitingJob = Double(after.memory - before.memory) / jobs
        return report
    }

    /// Empties the backlog by a worker in this process, which does nothing else; gives what it cost.
    func drain(_ scenario: DrainScenario, lease: Duration) async throws -> BenchReport {
        var options = WorkerOptions()
        options.concurrency = scenario.concurrency
        options.drainsAndEnds = true
        options.lease = lease
        options.beat = lease / 3
        let worker = try Worker(
            client, registry: .bench(scenario), options: options,
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let before = try await ServerUsage.now(client.store.redis)
        let usage = ProcessUsage.now()
        let clock = ContinuousClock()
        let started = clock.now
        try await worker.run()
        let seconds = (clock.now - started).seconds
        let used = ProcessUsage.now()
        let after = try await ServerUsage.now(client.store.redis)
        let jobs = Double(scenario.jobs)
        var report = BenchReport(
            scenario: "drain", tenants: scenario.tenants, concurrency: scenario.concurrency, jobs: scenario.jobs,
            variant: scenario.variant)
        report.jobsPerSecond = jobs / seconds
        report.clientMicroseconds = Double(used.cpuMicroseconds - usage.cpuMicroseconds) / jobs
        report.redisMicroseconds = Double(after.cpuMicroseconds - before.cpuMicroseconds) / jobs
        report.callsPerJob = Double(after.calls - before.calls) / jobs
        report.workerResidentMiB = Double(used.residentKiB) / 1024
        return report
    }
}
