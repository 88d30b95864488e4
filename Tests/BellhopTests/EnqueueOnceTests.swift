import Bellhop
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

private struct Memo: Job {
    var text = "a"
    static let name: JobName = "memo"
    func run(in context: JobContext) async throws {}
}

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct EnqueueOnceTests {
    @Test("an idempotency key gives the first job's reference again, in its own tenant only")
    func key() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            let globex = try TenantID("globex")
            for tenant in [acme, globex] { try await client.tenants.add(tenant) }
            let options = EnqueueOptions(idempotencyKey: "order 7")
            let first = try await client.enqueue(Memo(), for: acme, options: options)
            let second = try await client.enqueue(Memo(text: "b"), for: acme, options: options)
            #expect(first == second)
            let other = try await client.enqueue(Memo(), for: globex, options: options)
            #expect(other.id != first.id)
            let third = try await client.enqueue(Memo(), for: acme, options: .init(idempotencyKey: "order 8"))
            #expect(third.id != first.id)
            let waiting = try await client.scoped(to: acme).jobs(.ready)
            #expect(waiting.count == 2)
            try await client.scoped(to: acme).cancel(first.id)
            let after = try await client.enqueue(Memo(), for: acme, options: options)
            #expect(after == first)
            let state = try await client.scoped(to: acme).status(of: first.id).state
            #expect(state == .cancelled)
        }
    }

    @Test("an idempotency key stands for one job, and has 1 to 256 bytes")
    func keyBounds() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            for key in ["", String(repeating: "é", count: 129)] {
                let error = await #expect(throws: BellhopError.self) {
                    try await client.enqueue(Memo(), for: acme, options: .init(idempotencyKey: key))
                }
                #expect(error?.code == .invalidValue)
            }
            let error = await #expect(throws: BellhopError.self) {
                try await client.enqueue(contentsOf: [Memo(), Memo()], for: acme, options: .init(idempotencyKey: "k"))
            }
            #expect(error?.code == .invalidValue)
        }
    }

    @Test("an enqueue that asks for replicas says so when there are none, and the job is stored all the same")
    func noReplicas() async throws {
        let configuration = BellhopConfiguration(
            redis: RedisServer.current.url, namespace: freshNamespace(), replicas: 1,
            replicaTimeout: .milliseconds(20))
        let client = try BellhopClient(configuration, logger: silentLogger)
        let acme = try TenantID("acme")
        try await client.tenants.add(acme)
        let error = await #expect(throws: BellhopError.self) { try await client.enqueue(Memo(), for: acme) }
        #expect(error?.code == .notReplicated)
        #expect(error?.retryAfter != nil)
        let waiting = try await client.scoped(to: acme).jobs(.ready).count
        #expect(waiting == 1)
        await client.close()
    }

    @Test("an enqueue that asks for a replica returns when the replica has the job")
    func replicated() async throws {
        let port = freePort()
        try await RedisServer.withServer(arguments: ["--port", "\(port)", "--repl-diskless-sync-delay", "0"]) { main in
            try await RedisServer.withServer(arguments: ["--replicaof", "127.0.0.1", "\(port)"]) { replica in
                let namespace = freshNamespace()
                let client = try BellhopClient(
                    BellhopConfiguration(
                        redis: main.url, namespace: namespace, commandTimeout: .seconds(60), replicas: 1,
                        replicaTimeout: .seconds(60)),
                    logger: silentLogger)
                let acme = try TenantID("acme")
                try await client.tenants.add(acme)
                let ref = try await client.enqueue(Memo(), for: acme)
                let reader = try BellhopClient(
                    BellhopConfiguration(redis: replica.url, namespace: namespace), logger: silentLogger)
                let key = reader.store.keyspace(of: acme).key(.job)
                var command = RedisCommand("HEXISTS", key)
                command.append(ref.id.bytes)
                let isThere = try await reader.store.redis.send(command).integer()
                #expect(isThere == 1)
                await reader.close()
                await client.close()
            }
        }
    }
}
