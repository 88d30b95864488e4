import ArgumentParser
import Bellhop
import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import FoundationEssentials
import Logging
import NIOCore
import Subprocess
import SystemPackage

/// Measures Bellhop against the floor of the same machine, in the same run.
struct BenchRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measure throughput, latency and cost, beside bare Redis commands in the same run.",
        discussion: """
            Prints one JSON object a line for each scenario. It runs on a private Redis server of its own, \
            and touches no other. Absolute figures drift with the machine: the ratio to the floor is what counts.

            EXAMPLES
              bellhop bench
              bellhop bench --jobs 20000 --only drain
            """)

    @Option(help: "Jobs of each scenario.")
    var jobs = 100_000

    @Option(help: "Run only scenarios whose name contains this.")
    var only: String?

    @Option(help: ArgumentHelp("Drain the backlog of this server and end.", visibility: .hidden))
    var drainURL: String?

    @Option(help: ArgumentHelp("Fill this server with a backlog and end.", visibility: .hidden))
    var fillURL: String?

    @Option(help: ArgumentHelp("The backlog's tenants.", visibility: .hidden))
    var tenants = 1

    @Option(help: ArgumentHelp("The worker's slots.", visibility: .hidden))
    var concurrency = 32

    @Option(help: ArgumentHelp("The backlog's kind.", visibility: .hidden))
    var variant = "plain"

    @Option(help: ArgumentHelp("The worker's lease.", visibility: .hidden))
    var leaseMilliseconds = 15_000

    func run() async throws {
        if let fillURL { return try await fillAndReport(fillURL) }
        if let drainURL { return try await drainAndReport(drainURL) }
        try await wanting("enqueue one by one") { client in
            print(try await EnqueueBench(client: client).run(min(jobs, 20_000), tasks: 1).line)
            print(try await EnqueueBench(client: client).run(jobs, tasks: 128).line)
        }
        for scenario in scenarios {
            try await wanting("enqueue bulk, drain \(scenario.tenants) \(scenario.variant)") { client, url in
                try await measure(scenario, client, url)
            }
        }
        for batch in [32, 128] {
            try await wanting("floor \(batch)") { client, url in try await compareFloor(client, url, batch) }
        }
        try await wanting("external commands") { client, url in
            let scenario = DrainScenario(jobs: 500, tenants: 1, concurrency: 8, variant: "external")
            _ = try await DrainBench(client: client).fill(scenario)
            print(try await drainInChild(scenario, url).line)
        }
        try await wanting("latency idle") { client in print(try await LatencyBench(client: client).run(1000).line) }
    }

    private var scenarios: [DrainScenario] {
        var scenarios: [DrainScenario] = []
        for slots in [32, 128] {
            for count in [1, 1000, 10_000] {
                scenarios.append(DrainScenario(jobs: jobs, tenants: count, concurrency: slots, variant: "plain"))
            }
            for variant in ["typed", "results", "caps", "names"] {
                scenarios.append(
                    DrainScenario(
                        jobs: jobs, tenants: variant == "names" ? 100 : 1, concurrency: slots, variant: variant))
            }
        }
        return scenarios
    }

    private func measure(_ scenario: DrainScenario, _ client: BellhopClient, _ url: String) async throws {
        let payload = [UInt8](try JSONEncoder().encode(NoOp.sample(1)))
        let floor = RedisFloor(redis: client.store.redis, payload: payload)
        let floorEnqueue = try await floor.enqueue(scenario.jobs, page: 1000)
        let floorDrain = try await floor.drain(scenario.jobs, batch: scenario.concurrency)
        try await floor.clean()
        var filled = try await DrainBench(client: client).fill(scenario)
        filled.floorJobsPerSecond = floorEnqueue
        filled.ratioToFloor = (filled.jobsPerSecond ?? 0) / floorEnqueue
        print(filled.line)
        var drained = try await drainInChild(scenario, url)
        drained.floorJobsPerSecond = floorDrain
        drained.ratioToFloor = (drained.jobsPerSecond ?? 0) / floorDrain
        print(drained.line)
    }

    /// Prints how the floor's drain compares to `redis-benchmark` with the same commands.
    private func compareFloor(_ client: BellhopClient, _ url: String, _ batch: Int) async throws {
        let payload = [UInt8](try JSONEncoder().encode(NoOp.sample(1)))
        let floor = RedisFloor(redis: client.store.redis, payload: payload)
        _ = try await floor.enqueue(jobs, page: 1000)
        var report = BenchReport(scenario: "floor", concurrency: batch, jobs: jobs, variant: "against redis-benchmark")
        report.jobsPerSecond = try await floor.drain(jobs, batch: batch)
        try await floor.clean()
        let socket = String(url.dropFirst("unix://".count))
        report.floorJobsPerSecond = try await RedisBenchmark(socket: socket).drain(
            jobs, batch: batch, payload: payload.count)
        if let own = report.jobsPerSecond, let other = report.floorJobsPerSecond { report.ratioToFloor = own / other }
        print(report.line)
    }

    /// Lets a process of its own drain, so that its memory and CPU are a worker's and nothing else's.
    private func drainInChild(_ scenario: DrainScenario, _ url: String) async throws -> BenchReport {
        let result = try await Subprocess.run(
            .path(FilePath("/proc/self/exe")),
            arguments: Arguments(
                CommandLineWords.beforeSubcommand + [
                    "--drain-url", url, "--tenants", "\(scenario.tenants)", "--concurrency", "\(scenario.concurrency)",
                    "--jobs", "\(scenario.jobs)", "--variant", scenario.variant,
                ]), output: .string(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else {
            throw BellhopError(.unavailable, "the draining process ended with \(result.terminationStatus)")
        }
        return try JSONDecoder().decode(BenchReport.self, from: Data(result.standardOutput.utf8))
    }

    private func fillAndReport(_ url: String) async throws {
        let client = try BellhopClient(BellhopConfiguration(redis: url), logger: .silent)
        let scenario = DrainScenario(jobs: jobs, tenants: tenants, concurrency: concurrency, variant: variant)
        print(try await DrainBench(client: client).fill(scenario).line)
        await client.close()
    }

    private func drainAndReport(_ url: String) async throws {
        let client = try BellhopClient(BellhopConfiguration(redis: url), logger: .silent)
        let scenario = DrainScenario(jobs: jobs, tenants: tenants, concurrency: concurrency, variant: variant)
        let lease = Duration.milliseconds(leaseMilliseconds)
        print(try await DrainBench(client: client).drain(scenario, lease: lease).line)
        await client.close()
    }

    private func wanting(_ name: String, _ body: (BellhopClient) async throws -> Void) async throws {
        try await wanting(name) { client, _ in try await body(client) }
    }

    /// Runs a scenario on a server of its own, if it is wanted.
    private func wanting(_ name: String, _ body: (BellhopClient, String) async throws -> Void) async throws {
        if let only, !name.contains(only) { return }
        try await RedisServer.withServer { server in
            let client = try BellhopClient(BellhopConfiguration(redis: server.url), logger: .silent)
            try await body(client, server.url)
            await client.close()
        }
    }
}

extension Logger {
    /// Says nothing.
    static var silent: Logger { Logger(label: "bellhop") { _ in SwiftLogNoOpLogHandler() } }
}
