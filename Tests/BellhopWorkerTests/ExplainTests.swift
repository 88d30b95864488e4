import Bellhop
import BellhopStore
import BellhopTesting
import BellhopWorker
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct ExplainTests {
    private func codes(_ client: BellhopClient, _ ref: JobRef) async throws -> [JobExplanation.Code] {
        try await client.explain(ref).reasons.map(\.code)
    }

    @Test("without a worker it says so, and names what else keeps the job")
    func reasons() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let ref = try await client.enqueue(Probe.make { _ in "" }, for: acme)
            #expect(try await codes(client, ref) == [.noWorker])
            try await client.tenants.pause(acme)
            #expect(try await codes(client, ref) == [.tenantPaused, .noWorker])
            try await client.tenants.suspend(acme)
            try await client.queues.pause(.default)
            #expect(
                try await codes(client, ref) == [.tenantSuspended, .tenantPaused, .queuePaused, .noWorker])
            #expect(try await client.explain(ref).estimatedWait == nil)
            let later = try await client.enqueue(Probe.make { _ in "" }, for: acme, options: .init(delay: .seconds(60)))
            #expect(try await codes(client, later).contains(.due))
            let foreign = await #expect(throws: BellhopError.self) {
                try await client.scoped(to: try TenantID("globex")).explain(ref.id)
            }
            #expect(foreign?.code == .notFound)
        }
    }

    @Test("limits are named with their values, the position counts, and a job that has run is ended")
    func limits() async throws {
        try await withProbes { client, acme, _ in
            let gate = Gate()
            let started = Gate()
            try await client.tenants.set(acme, TenantSettings(concurrencyCap: .to(1)))
            let first = try await client.enqueue(
                Probe.make { _ in
                    started.open()
                    await gate.wait()
                    return ""
                }, for: acme)
            await started.wait()
            #expect(try await codes(client, first) == [.running])
            var waiting: [JobRef] = []
            for _ in 0..<3 { waiting.append(try await client.enqueue(Probe.make { _ in "" }, for: acme)) }
            let explanation = try await client.explain(waiting[2])
            #expect(explanation.reasons.map(\.code) == [.tenantCap])
            #expect(explanation.reasons[0].message.contains("cap is 1"))
            #expect(explanation.position == 2)
            #expect(explanation.estimatedWait != nil)
            try await client.tenants.set(
                acme, TenantSettings(concurrencyCap: Bound.none, jobs: ["probe": JobSettings(concurrencyCap: .to(1))]))
            while try await codes(client, waiting[0]) != [.jobCap] {}
            gate.open()
            for ref in [first] + waiting { _ = try await client.scoped(to: acme).result(of: ref.id, as: String.self) }
            #expect(try await codes(client, waiting[2]) == [.ended])
            let usage = try await Inspector(client.store).usage(of: acme)
            #expect(usage.used > .zero)
            #expect(usage.share == 1)
            #expect(usage.entitlement == 1)
        }
    }

    @Test("a worker that serves another queue, or knows another name, is no use")
    func workers() async throws {
        var options = WorkerOptions.quick
        options.queues = ["mail"]
        try await withProbes(options: options) { client, acme, _ in
            while try await Inspector(client.store).workers().isEmpty {}
            let ref = try await client.enqueue(Probe.make { _ in "" }, for: acme)
            #expect(try await codes(client, ref) == [.noWorkerForQueue])
            try await client.tenants.pause(acme)
            let named = try await client.enqueue(
                name: "unheard", payloads: [Array("{}".utf8)], for: acme, options: .init(queue: "mail"))
            #expect(try await codes(client, named.accepted[0]) == [.tenantPaused, .noWorkerForName])
        }
    }

    @Test("a job that expired before it could start ends as expired and is never run")
    func expired() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let ran = Record<String>()
            let ref = try await client.enqueue(
                Probe.make { _ in
                    ran.add("ran")
                    return ""
                }, for: acme, options: .init(expires: .milliseconds(20)))
            let now = try await Inspector(client.store).serverTime()
            while try await Inspector(client.store).serverTime() < now + 30 {}
            try await withWorker(client, registry: .probes()) {
                while try await client.scoped(to: acme).status(of: ref.id).state != .expired {}
            }
            #expect(ran.all.isEmpty)
        }
    }
}
