import Bellhop
import BellhopRedis
import BellhopStore
import BellhopTesting
import FoundationEssentials
import TestSupport
import Testing

struct Note: Job {
    var text = "note"

    func run(in context: JobContext) async throws {}
}

struct Unencodable: Job {
    var number = Double.nan

    func run(in context: JobContext) async throws {}
}

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct ClientTests {
    private func withAcme(_ body: (BellhopClient, ScopedClient) async throws -> Void) async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            try await body(client, client.scoped(to: acme))
        }
    }

    @Test("many jobs go in pages that are taken in whole, and the receipt lists each")
    func bulk() async throws {
        try await withAcme { client, acme in
            let receipt = try await client.enqueue(contentsOf: (0..<2500).map { Note(text: "\($0)") }, for: acme.tenant)
            #expect(receipt.accepted.count == 2500)
            #expect(Set(receipt.accepted).count == 2500)
            #expect(receipt.failure == nil)
            let summary = try await Inspector(client.store).summary(of: acme.tenant)
            #expect(summary.ready == 2500)
        }
    }

    @Test("a bulk enqueue that meets the backlog's bound says what was taken in, and nothing beyond it was")
    func boundedBulk() async throws {
        let configuration = BellhopConfiguration(
            redis: RedisServer.current.url, namespace: freshNamespace(), mostWaitingJobs: 1500)
        let client = try BellhopClient(configuration, logger: silentLogger)
        let acme = try TenantID("acme")
        try await client.tenants.add(acme)
        let receipt = try await client.enqueue(contentsOf: Array(repeating: Note(), count: 3000), for: acme)
        #expect(receipt.accepted.count == 1000)
        #expect(receipt.failure?.code == .backlogFull)
        let summary = try await Inspector(client.store).summary(of: acme)
        #expect(summary.ready == 1000)
        let error = await #expect(throws: BellhopError.self) {
            try await client.enqueue(contentsOf: Array(repeating: Note(), count: 600), for: acme)
        }
        #expect(error?.code == .backlogFull)
        await client.close()
    }

    @Test("AT-20: options used for two tenants stamp each job with its own")
    func sharedOptions() async throws {
        try await withAcme { client, acme in
            let globex = try TenantID("globex")
            try await client.tenants.add(globex)
            let options = EnqueueOptions(actor: "user:7")
            let first = try await client.enqueue(Note(), for: acme.tenant, options: options)
            let second = try await client.enqueue(Note(), for: globex, options: options)
            #expect(first.tenant == acme.tenant && second.tenant == globex)
            let snapshot = try await client.scoped(to: globex).status(of: second.id)
            #expect(snapshot.actor == "user:7")
        }
    }

    @Test("an id of one's own makes a second enqueue harmless")
    func ownID() async throws {
        try await withAcme { client, acme in
            let id = try JobID("01890a5d-ac96-774b-bcce-b302099a8057")
            for _ in 0..<3 { try await client.enqueue(Note(), for: acme.tenant, options: .init(id: id)) }
            let waiting = try await acme.jobs(.ready)
            #expect(waiting.map(\.id) == [id])
        }
    }

    @Test("AT-38: another tenant's job looks like an unknown one in every read and write")
    func foreign() async throws {
        try await withAcme { client, acme in
            let globexID = try TenantID("globex")
            try await client.tenants.add(globexID)
            let globex = client.scoped(to: globexID)
            let ref = try await client.enqueue(Note(), for: acme.tenant)
            let unknown = JobIDGenerator().next(milliseconds: 1)
            for id in [ref.id, unknown] {
                for attempt in [
                    { _ = try await globex.status(of: id) }, { _ = try await globex.cancel(id) },
                    { try await globex.retry(id) }, { _ = try await globex.wait(for: id, timeout: .seconds(5)) },
                ] as [@Sendable () async throws -> Void] {
                    let error = await #expect(throws: BellhopError.self) { try await attempt() }
                    #expect(error?.code == .notFound)
                    #expect(error?.message == "tenant 'globex' has no job \(id)")
                }
            }
            let state = try await acme.status(of: ref.id).state
            #expect(state == .ready)
        }
    }

    @Test("a wait ends at its deadline and leaves the job as it is")
    func deadline() async throws {
        try await withAcme { client, acme in
            let ref = try await client.enqueue(Note(), for: acme.tenant)
            let error = await #expect(throws: BellhopError.self) {
                try await acme.wait(for: ref.id, timeout: .milliseconds(50))
            }
            #expect(error?.code == .timedOut)
            let cancelled = try await acme.cancel(ref.id)
            #expect(cancelled)
            let ended = try await acme.wait(for: ref.id)
            #expect(ended.state == .cancelled)
        }
    }

    @Test("options that contradict or are out of bounds are refused, and nothing is written")
    func options() async throws {
        try await withAcme { client, acme in
            for options in [
                EnqueueOptions(delay: .seconds(1), runAt: Date()), EnqueueOptions(delay: .seconds(-1)),
                EnqueueOptions(runAt: Date(timeIntervalSince1970: -5)), EnqueueOptions(maximumAttempts: 0),
                EnqueueOptions(timeout: .zero),
            ] {
                let error = await #expect(throws: BellhopError.self) {
                    try await client.enqueue(Note(), for: acme.tenant, options: options)
                }
                #expect(error?.code == .invalidValue)
            }
            let error = await #expect(throws: BellhopError.self) {
                try await client.enqueue(Unencodable(), for: acme.tenant)
            }
            #expect(error?.code == .unencodable)
            let waiting = try await acme.jobs(.ready)
            #expect(waiting.isEmpty)
        }
    }

    @Test("tenants are added, listed, changed and suspended without a restart")
    func directory() async throws {
        try await withAcme { client, acme in
            let error = await #expect(throws: BellhopError.self) { try await client.tenants.add(acme.tenant) }
            #expect(error?.code == .tenantExists)
            for name in ["b", "a", "c"] { try await client.tenants.add(try TenantID(name)) }
            let first = try await client.tenants.list(count: 2)
            #expect(first.map(\.rawValue) == ["a", "acme"])
            let rest = try await client.tenants.list(after: first.last)
            #expect(rest.map(\.rawValue) == ["b", "c"])
            let heavy = try await client.tenants.setWeight(TenantWeight(2.5), of: acme.tenant)
            #expect(heavy.weight.value == 2.5)
            let capped = try await client.tenants.setConcurrencyCap(4, of: acme.tenant)
            #expect(capped.concurrencyCap == 4)
            let refused = await #expect(throws: BellhopError.self) {
                try await client.tenants.setConcurrencyCap(0, of: acme.tenant)
            }
            #expect(refused?.code == .invalidValue)
            let suspended = try await client.tenants.suspend(acme.tenant)
            #expect(suspended.state == .suspended && suspended.concurrencyCap == 4)
            let unknown = await #expect(throws: BellhopError.self) {
                try await client.tenants.resume(try TenantID("zzz"))
            }
            #expect(unknown?.code == .unknownTenant)
        }
    }

    @Test("an unreachable server is an error within the deadline, and nothing hangs")
    func unreachable() async throws {
        let client = try BellhopClient(
            BellhopConfiguration(redis: "unix:///nowhere/redis.sock", commandTimeout: .milliseconds(200)),
            logger: silentLogger)
        let error = await #expect(throws: BellhopError.self) { try await client.enqueue(Note(), for: TenantID("acme")) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("/nowhere/redis.sock") == true)
        await client.close()
    }
}
