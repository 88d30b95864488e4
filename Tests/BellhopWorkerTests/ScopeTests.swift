import Bellhop
import BellhopTesting
import BellhopWorker
import Synchronization
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct ScopeTests {
    struct Traced: ActivationHook {
        let name: String
        let record: Record<String>
        var failsOn = false
        var failsOff = false

        func activate(for context: JobContext) async throws {
            if failsOn { throw JobStop(.byPolicy, "\(name) broke") }
            record.add("\(name).on \(try Tenancy.current)")
        }
        func deactivate(for context: JobContext) async throws {
            record.add("\(name).off \(try Tenancy.current)")
            if failsOff { throw JobStop(.byPolicy, "\(name) broke") }
        }
    }

    @Test("AT-13: an escaped task and a captured context find the scope ended, also while Redis is stopped")
    func escaped() async throws {
        try await RedisServer.withServer { server in
            let client = try BellhopClient(BellhopConfiguration(redis: server.url), logger: silentLogger)
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let contexts = Record<JobContext>()
            let tasks = Record<Task<BellhopError.Code?, Never>>()
            let stopped = Gate()
            let ended = Gate()
            let returning = Gate()
            var options = WorkerOptions.quick
            options.lease = .seconds(4)
            options.beat = .seconds(1)
            try await withWorker(client, registry: try .probes(), options: options) {
                try await client.enqueue(
                    Probe.make { context in
                        contexts.add(context)
                        tasks.add(
                            Task {
                                await ended.wait()
                                do {
                                    _ = try await client.enqueue(Probe(label: "x"))
                                    return BellhopError.Code?.none
                                } catch { return (error as? BellhopError)?.code }
                            })
                        returning.open()
                        await stopped.wait()
                        return "done"
                    }, for: acme)
                await returning.wait()
                try await server.stop()
                stopped.open()
                // The run returns; its settlement cannot be written while the server is down.
                while (try? contexts.all[0].requireLive()) != nil { await Task.yield() }
                ended.open()
                let code = await tasks.all[0].value
                #expect(code == .scopeEnded)
                let error = await #expect(throws: BellhopError.self) {
                    try await contexts.all[0].enqueue(Probe(label: "x"))
                }
                #expect(error?.code == .scopeEnded)
                let read = #expect(throws: BellhopError.self) { try contexts.all[0].client }
                #expect(read?.code == .scopeEnded)
            }
            await client.close()
        }
    }

    @Test("AT-09: hooks are called on in order and off in reverse, in the tenant's scope, around every run")
    func hooks() async throws {
        let record = Record<String>()
        let hooks = ["a", "b", "c"].map { Traced(name: $0, record: record, failsOff: $0 == "b") }
        try await withProbes(hooks: hooks) { client, acme, _ in
            let ref = try await client.enqueue(Probe.make { _ in "\(record.all.count)" }, for: acme)
            let result = try await client.scoped(to: acme).result(of: ref.id, as: String.self)
            #expect(result == "3")
            #expect(record.all == ["a.on acme", "b.on acme", "c.on acme", "c.off acme", "b.off acme", "a.off acme"])
        }
    }

    @Test("AT-07, AT-08: a hook that fails rolls back what had succeeded, and the handler is not called")
    func rollback() async throws {
        let record = Record<String>()
        let hooks = ["a", "b", "c"].map { Traced(name: $0, record: record, failsOn: $0 == "b") }
        try await withProbes(hooks: hooks) { client, acme, _ in
            let ref = try await client.enqueue(
                Probe.make { _ in
                    record.add("handler")
                    return ""
                }, for: acme, options: .init(maximumAttempts: 1))
            let ended = try await client.scoped(to: acme).wait(for: ref.id)
            #expect(ended.state == .dead)
            #expect(ended.errors.last?.contains("activationFailed") == true)
            #expect(ended.errors.last?.contains("'b'") == true)
            #expect(record.all == ["a.on acme", "a.off acme"])
        }
    }

    @Test("AT-23: a job enqueues for its own tenant, and is refused another's")
    func children() async throws {
        try await withProbes { client, acme, globex in
            let child = Probe.make { context in "\(try Tenancy.current) \(context.tenant)" }
            let ref = try await client.enqueue(
                Probe.make { context in
                    do {
                        _ = try await client.enqueue(child, for: globex)
                        return "leaked"
                    } catch {
                        guard (error as? BellhopError)?.code == .crossTenant else { return "\(error)" }
                    }
                    return try await context.enqueue(child).description
                }, for: acme)
            let text = try await client.scoped(to: acme).result(of: ref.id, as: String.self)
            let childRef = try JobRef(text)
            #expect(childRef.tenant == acme)
            let result = try await client.scoped(to: acme).result(of: childRef.id, as: String.self)
            #expect(result == "acme acme")
        }
    }

    @Test("AT-22: an enqueue with no tenant throws and writes nothing; the active one is the default")
    func defaults() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let error = await #expect(throws: BellhopError.self) { try await client.enqueue(Probe(label: "x")) }
            #expect(error?.code == .noActiveTenant)
            let waiting = try await client.scoped(to: acme).jobs(.ready)
            #expect(waiting.isEmpty)
            let ref = try await Tenancy.withTenant(acme) { try await client.enqueue(Probe(label: "x")) }
            #expect(ref.tenant == acme)
        }
    }

    @Test("AT-01, AT-11: fifty thousand runs of two tenants side by side each see their own")
    func manyRuns() async throws {
        let mixed = Atomic<Int>(0)
        try await withClient { client in
            let tenants = [try TenantID("acme"), try TenantID("globex")]
            for tenant in tenants { try await client.tenants.add(tenant) }
            var registry = JobRegistry()
            let seen = Atomic<Int>(0)
            try registry.register("observe") { context, payload in
                async let child = Tenancy.currentIfAny
                await Task.yield()
                let claimed = String(decoding: payload, as: UTF8.self)
                let observed = await child
                if try Tenancy.current != context.tenant || observed != context.tenant
                    || "\"\(context.tenant)\"" != claimed
                {
                    mixed.add(1, ordering: .relaxed)
                }
                seen.add(1, ordering: .relaxed)
                return nil
            }
            for _ in 0..<5 {
                for tenant in tenants {
                    let payloads = Array(repeating: Array("\"\(tenant)\"".utf8), count: 5000)
                    try await client.enqueue(name: "observe", payloads: payloads, for: tenant)
                }
            }
            var options = WorkerOptions.quick
            options.concurrency = 64
            options.lease = .seconds(30)
            options.drainsAndEnds = true
            try await Worker(client, registry: registry, options: options, logger: silentLogger).run()
            #expect(seen.load(ordering: .relaxed) == 50_000)
            #expect(mixed.load(ordering: .relaxed) == 0)
        }
    }
}
