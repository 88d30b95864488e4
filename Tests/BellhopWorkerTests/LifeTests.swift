import Bellhop
import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import BellhopWorker
import ServiceLifecycle
import Subprocess
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(5)))
struct LifeTests {
    private func patient() -> WorkerOptions {
        var options = WorkerOptions.quick
        options.lease = .seconds(60)
        options.beat = .seconds(20)
        options.poll = .seconds(3600)
        return options
    }

    @Test("an idle worker is woken by an enqueue and by a due instant, and not by its poll")
    func wakeUps() async throws {
        try await withProbes(options: patient()) { client, acme, _ in
            for _ in 0..<20 {
                let ref = try await client.enqueue(Probe.make { _ in "at once" }, for: acme)
                _ = try await client.scoped(to: acme).result(of: ref.id, as: String.self)
            }
            let clock = ContinuousClock()
            let asked = clock.now
            let far = try await client.enqueue(
                Probe.make { _ in "far" }, for: acme, options: .init(delay: .seconds(900)))
            let near = try await client.enqueue(
                Probe.make { _ in "near" }, for: acme, options: .init(delay: .milliseconds(150)))
            let result = try await client.scoped(to: acme).result(of: near.id, as: String.self)
            #expect(result == "near")
            #expect(clock.now - asked >= .milliseconds(149))
            let state = try await client.scoped(to: acme).status(of: far.id).state
            #expect(state == .due)
        }
    }

    @Test("two workers run 100 000 jobs of 1 000 tenants once each")
    func exactlyOnce() async throws {
        try await withClient { client in
            var registry = JobRegistry()
            let runs = Mutex<[String: Int]>([:])
            try registry.register("count") { context, _ in
                runs.withLock { $0["\(context.tenant)/\(context.ref.id)", default: 0] += 1 }
                return nil
            }
            for index in 0..<1000 {
                let tenant = try TenantID("t\(index)")
                try await client.tenants.add(tenant)
                try await client.enqueue(
                    name: "count", payloads: Array(repeating: Array("{}".utf8), count: 100), for: tenant)
            }
            var options = patient()
            options.concurrency = 64
            options.poll = .seconds(5)
            options.drainsAndEnds = true
            let workers = try (0..<2).map { [options] _ in
                try Worker(client, registry: registry, options: options, logger: silentLogger)
            }
            try await withThrowingTaskGroup { group in
                for worker in workers { group.addTask { try await worker.run() } }
                try await group.waitForAll()
            }
            let counts = runs.withLock { $0 }
            #expect(counts.count == 100_000)
            #expect(counts.values.allSatisfy { $0 == 1 })
        }
    }

    @Test("a worker killed half-way loses nothing: its jobs run again, and those are counted")
    func killed() async throws {
        let url = RedisServer.current.url
        let client = try BellhopClient(BellhopConfiguration(redis: url), logger: silentLogger)
        let tenants = try (0..<100).map { try TenantID("t\($0)") }
        for tenant in tenants {
            try await client.tenants.add(tenant)
            try await client.enqueue(
                name: "noop", payloads: Array(repeating: Array("{}".utf8), count: 1000), for: tenant)
        }
        let arguments = ["--drain-url", url, "--tenants", "100", "--jobs", "100000", "--lease-milliseconds", "4000"]
        let inspector = Inspector(client.store)
        _ = try await run(
            .path(FilePath(program("bellhop-bench"))), arguments: Arguments(arguments), input: .none,
            output: .discarded, error: .discarded
        ) { execution in
            while try await finished(tenants, inspector) < 30_000 {}
            try execution.send(signal: .kill)
        }
        let halfway = try await finished(tenants, inspector)
        #expect(halfway >= 30_000 && halfway < 100_000)
        let held = try await inspector.workers().map(\.held).reduce(0, +)
        let second = try await run(
            .path(FilePath(program("bellhop-bench"))), arguments: Arguments(arguments), output: .discarded)
        #expect(second.terminationStatus.isSuccess)
        var reaped = 0
        for tenant in tenants {
            let summary = try await inspector.summary(of: tenant)
            #expect(summary.succeeded == 1000)
            #expect(summary.ready + summary.running + summary.due + summary.dead == 0)
            reaped += summary.reaped
        }
        // More only if the second worker, too, was kept from its beats for a whole lease.
        #expect(held > 0 && reaped >= held)
        await client.close()
    }

    private func finished(_ tenants: [TenantID], _ inspector: Inspector) async throws -> Int {
        var finished = 0
        for tenant in tenants { finished += try await inspector.summary(of: tenant).succeeded }
        return finished
    }

    @Test("a graceful shutdown lets short jobs finish and releases long ones to the head, with no attempt used")
    func drain() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let started = Gate()
            let stopping = Gate()
            let short = try await client.enqueue(
                Probe.make { _ in
                    await stopping.wait()
                    return "finished"
                }, for: acme)
            let long = try await client.enqueue(
                Probe.make { _ in
                    started.open()
                    await Gate().wait()
                    try Task.checkCancellation()
                    return "unreachable"
                }, for: acme)
            var options = patient()
            options.drainDeadline = .milliseconds(200)
            let worker = try Worker(client, registry: .probes(), options: options, logger: silentLogger)
            let group = ServiceGroup(services: [worker], logger: silentLogger)
            async let running: Void = group.run()
            await started.wait()
            await group.triggerGracefulShutdown()
            stopping.open()
            try await running
            let scoped = client.scoped(to: acme)
            let first = try await scoped.status(of: short.id)
            #expect(first.state == .succeeded)
            let second = try await scoped.status(of: long.id)
            #expect(second.state == .ready)
            #expect(second.attempt == 0)
            let workers = try await Inspector(client.store).workers()
            #expect(workers.isEmpty)
        }
    }

    @Test("a quiet worker claims no more and stays; a worker told to stop drains and ends")
    func orders() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let worker = try Worker(client, registry: .probes(), options: patient(), logger: silentLogger)
            let inspector = Inspector(client.store)
            try await withThrowingTaskGroup { group in
                group.addTask { try await worker.run() }
                let first = try await client.enqueue(Probe.make { _ in "first" }, for: acme)
                _ = try await client.scoped(to: acme).result(of: first.id, as: String.self)
                let id = WorkerID(stored: try #require(try await inspector.workers().first).id)
                try await client.store.order(.quiet, to: id)
                // A worker that is quiet has left the idle, and nobody else would take this.
                let idle = client.store.keys.key(.idle)
                while try await client.store.redis.send(RedisCommand("EXISTS", idle)).integer() == 1 {}
                let second = try await client.enqueue(Probe.make { _ in "second" }, for: acme)
                try await client.store.order(.stop, to: id)
                try await group.waitForAll()
                let state = try await client.scoped(to: acme).status(of: second.id).state
                #expect(state == .ready)
                #expect(try await inspector.workers().isEmpty)
                let error = await #expect(throws: BellhopError.self) { try await client.store.order(.stop, to: id) }
                #expect(error?.code == .notFound)
            }
        }
    }

    @Test("a handler that ignores its cancellation is left behind, and the worker ends with an error")
    func stuck() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let started = Gate()
            let release = Gate()
            let stuck = try await client.enqueue(
                Probe.make { _ in
                    started.open()
                    // As blocking code would, it does not see that it was cancelled.
                    await Task.detached { await release.wait() }.value
                    return "too late"
                }, for: acme, options: .init(timeout: .milliseconds(50)))
            var options = patient()
            options.cancelGrace = .milliseconds(100)
            let worker = try Worker(client, registry: .probes(), options: options, logger: silentLogger)
            let error = await #expect(throws: BellhopError.self) {
                try await withThrowingTaskGroup { group in
                    group.addTask { try await worker.run() }
                    await started.wait()
                    let other = try await client.enqueue(Probe.make { _ in "fine" }, for: acme)
                    async let result = client.scoped(to: acme).result(of: other.id, as: String.self)
                    try await group.waitForAll()
                    _ = try? await result
                }
            }
            #expect(error?.code == .abandoned)
            #expect(error?.message.contains("probe") == true)
            // The claim stays until the lease ends, and is then returned as after a crash.
            let state = try await client.scoped(to: acme).status(of: stuck.id).state
            #expect(state == .running)
            release.open()
        }
    }

    @Test("a worker that was cut off cancels its runs, writes nothing for them, and joins again; the jobs run again")
    func cutOff() async throws {
        try await RedisServer.withServer { server in
            let client = try BellhopClient(
                BellhopConfiguration(redis: server.url, commandTimeout: .seconds(1)), logger: silentLogger)
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let started = Gate()
            let cancelled = Gate()
            let fences = Record<Int64>()
            var options = WorkerOptions.quick
            options.lease = .milliseconds(1500)
            options.beat = .milliseconds(150)
            try await withWorker(client, registry: try .probes(), options: options) {
                let ref = try await client.enqueue(
                    Probe.make { context in
                        fences.add(context.fence)
                        if fences.all.count > 1 { return "second" }
                        started.open()
                        await Gate().wait()
                        cancelled.open()
                        return "first"
                    }, for: acme)
                await started.wait()
                try server.pause()
                await cancelled.wait()
                try server.resume()
                let result = try await client.scoped(to: acme).result(of: ref.id, as: String.self)
                #expect(result == "second")
                #expect(fences.all.count >= 2 && fences.all[0] < fences.all[1])
                let snapshot = try await client.scoped(to: acme).status(of: ref.id)
                #expect(snapshot.attempt == 1)
            }
            await client.close()
        }
    }

    @Test("a restart of Redis with its log loses nothing that was accepted")
    func restart() async throws {
        try await RedisServer.withServer(arguments: ["--appendonly", "yes", "--appendfsync", "always"]) { server in
            let client = try BellhopClient(BellhopConfiguration(redis: server.url), logger: silentLogger)
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let runs = Record<JobID>()
            var registry = JobRegistry()
            try registry.register("count") { context, _ in
                runs.add(context.ref.id)
                return nil
            }
            try await withWorker(client, registry: registry) {
                let receipt = try await client.enqueue(
                    name: "count", payloads: Array(repeating: Array("{}".utf8), count: 5000), for: acme)
                try await server.restart()
                for ref in receipt.accepted {
                    let ended = try await client.scoped(to: acme).wait(for: ref.id)
                    if ended.state != .succeeded { Issue.record("job \(ref.id) is \(ended.state)") }
                }
            }
            #expect(Set(runs.all).count == 5000)
            await client.close()
        }
    }
}
