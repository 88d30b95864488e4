import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore
import BellhopTesting
import BellhopWorker
import FoundationEssentials
import Logging
import SystemPackage

/// Runs workers under faults, and checks that nothing was lost and nothing was settled twice.
struct FaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "Kill workers, restart Redis and cut connections under load, and check that nothing was lost.",
        discussion: """
            It starts a private Redis with an append-only log, worker processes, a proxy between them, and a producer that \
            writes down what was accepted. For the given time it kills and stops workers, restarts and kills Redis, cuts, \
            silences and slows connections, and loses replies to calls that had reached Redis. It settles in the name of \
            workers that it stopped what they hold no more. Then jobs come in without faults for three leases, and it \
            looks for claims that are older than two. At last it lets the workers drain and looks at every accepted \
            job. It exits 1 when a promise was broken, and prints its seed.

            EXAMPLES
              bellhop-bench faults
              bellhop-bench faults --duration 10m
              bellhop-bench faults --lease 15s
              bellhop-bench faults --fsync everysec --json
            """)

    @OptionGroup var plan: FaultPlan
    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    func run() async throws {
        let seed = plan.seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
        let (duration, lease) = (try DurationText.parse(plan.duration), try DurationText.parse(plan.lease))
        guard plan.workers > 0, plan.tenants > 2, plan.concurrency > 0, plan.rate > 0, lease >= .seconds(1) else {
            throw BellhopError(
                .invalidValue, "the harness needs a worker, three tenants, a slot, a rate, and a lease of 1s at least")
        }
        var report: FaultReport?
        // The log is rewritten by nobody: cutting its end must not reach what a rewrite has just made.
        let arguments = [
            "--appendonly", "yes", "--appendfsync", plan.fsync.rawValue, "--auto-aof-rewrite-percentage", "0",
        ]
        try await RedisServer.withServer(arguments: arguments) { server in
            report = try await play(server, seed: seed, duration: duration, lease: lease)
        }
        guard let report else { return }
        try StandardStream.output.write(json ? "\(report.json)\n" : report.text)
        if !report.broken.isEmpty {
            throw BellhopError(.jobFailed, "seed \(seed): \(report.broken.joined(separator: "; "))")
        }
    }

    private func play(
        _ server: RedisServer, seed: UInt64, duration: Duration, lease: Duration
    ) async throws -> FaultReport {
        let direct = try BellhopClient(BellhopConfiguration(redis: server.url), logger: .silent)
        var tenants: [TenantID] = []
        for index in 0..<plan.tenants {
            let tenant = try TenantID("t\(index)")
            try await direct.tenants.add(
                tenant, settings: TenantSettings(concurrencyCap: index < 2 ? .to(FaultVerdict.cap) : nil))
            tenants.append(tenant)
        }
        let observer = try await direct.store.callObserver()
        let proxy = FaultProxy(socketPath: "\(server.folder)/proxy.sock", target: server.socketPath, observer: observer)
        let url = "unix://\(proxy.socketPath)"
        let crew = FaultCrew(
            count: plan.workers,
            command: [try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")]
                + CommandLineWords.beforeSubcommand + [
                    "fault-worker", "--url", url, "--lease-milliseconds", "\(lease.wholeMilliseconds)",
                    "--concurrency", "\(plan.concurrency)",
                ], folder: server.folder)
        let client = try BellhopClient(
            BellhopConfiguration(redis: url, commandTimeout: .seconds(2)), logger: .silent)
        let producer = FaultProducer(client: client, tenants: tenants)
        let storm = FaultStorm(
            plan: plan, lease: lease, crew: crew, proxy: proxy, server: server, client: direct,
            lateWriter: LateWriter(client: direct))
        let outages = OutageWatch(limit: lease / 3, start: monotonicMicroseconds())
        let uptime = { @Sendable in outages.answered(at: monotonicMicroseconds()) }
        let caps = CapWatch(inspector: Inspector(direct.store), tenants: Array(tenants.prefix(2)))
        let calm = CapWatch(inspector: Inspector(direct.store), tenants: tenants)
        let isDrained = try await proxy.serving {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await crew.run() }
                let watching = Task { await caps.run(uptime: uptime) }
                let producing = Task { await producer.run(rate: plan.rate, seed: seed) }
                try await storm.rage(until: .now + duration, seed: seed)
                try await watchCalm(calm, lease: lease, uptime: uptime)
                producing.cancel()
                await producing.value
                let isDrained = try await drained(tenants, Inspector(direct.store))
                watching.cancel()
                await watching.value
                crew.dismiss()
                try await group.waitForAll()
                return isDrained
            }
        }
        await client.close()
        let findings = try await FaultAudit(client: direct, tenants: tenants, accepted: producer.journal.accepted).run()
        await direct.close()
        var journals: [String: [RunJournal.Entry]] = [:]
        for path in crew.journals {
            let bytes = FileManager.default.contents(atPath: path) ?? Data()
            journals[path] = RunJournal.read(String(decoding: bytes, as: UTF8.self))
        }
        var verdict = FaultVerdict()
        verdict.findings = findings
        let epoch = Int(Date.now.timeIntervalSince1970 * 1_000_000) - monotonicMicroseconds()
        verdict.recoveries = Recoveries(
            journals, kills: crew.kills, stops: crew.stops, ends: findings.ends, epoch: epoch,
            outages: outages.ends)
        verdict.lateWrites = (storm.lateWriter.tried, storm.lateWriter.refused)
        verdict.log = crew.log
        verdict.bytesCut = storm.counts.bytesCut
        verdict.uncertain = producer.journal.uncertain
        verdict.mostClaims = caps.most
        verdict.oldestClaim = caps.oldest
        verdict.oldestCalmClaim = calm.oldest
        verdict.lease = lease
        verdict.isDrained = isDrained
        verdict.deploys = (plan.deploys, storm.counts.struck[.deploy] ?? 0)
        let report = FaultReport(
            plan: plan, seed: seed, struck: storm.counts.struck, proxy: proxy.counts, produced: producer.journal,
            capSamples: caps.samples, calmSamples: calm.samples, outages: outages, verdict: verdict)
        if let folder = plan.keep, !report.broken.isEmpty { try keep(server, in: folder) }
        return report
    }

    /// Copies what tells how a promise came to be broken: every write since the start, and every run.
    private func keep(_ server: RedisServer, in folder: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: server.folder)
        where name == "appendonlydir" || name.hasPrefix("journal-") {
            try files.copyItem(atPath: "\(server.folder)/\(name)", toPath: "\(folder)/\(name)")
        }
    }

    /// Lets jobs come in without faults for two leases, and then watches all claims for one more.
    private func watchCalm(
        _ watch: CapWatch, lease: Duration, uptime: @escaping @Sendable () -> Duration
    ) async throws {
        try await Task.sleep(for: lease * 2)
        let watching = Task { await watch.run(uptime: uptime) }
        try await Task.sleep(for: lease)
        watching.cancel()
        await watching.value
    }

    /// Waits until every job has ended; `false` when that takes longer than three minutes.
    private func drained(_ tenants: [TenantID], _ inspector: Inspector) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(180)
        while ContinuousClock.now < end {
            var left = 0
            for tenant in tenants {
                let summary = try await inspector.summary(of: tenant)
                left += summary.ready + summary.due + summary.running
            }
            if left == 0 { return true }
            try await Task.sleep(for: .milliseconds(100))
        }
        return false
    }
}
