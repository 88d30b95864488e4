import Bellhop
import BellhopRedis
import BellhopStore
import BellhopTesting
import BellhopWorker
import FoundationEssentials
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct FailoverTests {
    private struct NoReplica: Error {}

    private func direct(_ server: RedisServer, _ words: String...) async throws -> RedisReply {
        let redis = RedisClient(configuration: try RedisConfiguration(url: server.url), logger: silentLogger)
        defer { Task { await redis.close() } }
        var command = RedisCommand(words[0])
        for word in words.dropFirst() { command.append(word) }
        return try await redis.send(command)
    }

    /// Lets an address, which is a link, lead to another server.
    private func lead(_ address: String, to server: RedisServer) throws {
        try? FileManager.default.removeItem(atPath: address)
        try FileManager.default.createSymbolicLink(atPath: address, withDestinationPath: server.socketPath)
    }

    @Test("after a failover behind one address the clients leave the old primary, and no confirmed job is lost")
    func failover() async throws {
        let port = freePort()
        let listening = ["--port", "\(port)", "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"]
        try await RedisServer.withServer(arguments: listening) { primary in
            let following = ["--replicaof", "127.0.0.1 \(port)"]
            try await RedisServer.withServer(arguments: following) { replica in
                while try await !direct(replica, "INFO", "replication").string().contains("master_link_status:up") {}
                let address = "\(primary.folder)/service.sock"
                try lead(address, to: primary)
                let client = try BellhopClient(
                    BellhopConfiguration(redis: "unix://\(address)", commandTimeout: .seconds(1)),
                    logger: silentLogger)
                let acme = try TenantID("acme")
                try await client.tenants.add(acme)
                let runs = Record<JobID>()
                var registry = JobRegistry()
                try registry.register("note") { context, _ in
                    runs.add(context.ref.id)
                    return nil
                }
                let receipt = try await client.enqueue(
                    name: "note", payloads: Array(repeating: Array("{}".utf8), count: 500), for: acme)
                guard try await direct(primary, "WAIT", "1", "5000").integer() >= 0 else { throw NoReplica() }
                while try await direct(replica, "DBSIZE").integer() != direct(primary, "DBSIZE").integer() {}
                // The old primary goes on and takes no writes: only a new connection leads to the new one.
                _ = try await direct(replica, "REPLICAOF", "NO", "ONE")
                try lead(address, to: replica)
                _ = try await direct(primary, "REPLICAOF", "127.0.0.1", "1")
                try await withWorker(client, registry: registry) {
                    let late = try await eventually { () async throws(BellhopError) in
                        try await client.enqueue(name: "note", payloads: [Array("{}".utf8)], for: acme)
                    }
                    for ref in receipt.accepted + late.accepted {
                        let ended = try await eventually { () async throws(BellhopError) in
                            try await client.scoped(to: acme).wait(for: ref.id)
                        }
                        #expect(ended.state == .succeeded)
                    }
                }
                #expect(Set(runs.all).count == 501)
                #expect(try await client.store.examine(acme, mends: false).isEmpty)
                await client.close()
            }
        }
    }

    /// Repeats what an outage made fail.
    private func eventually<Value>(_ body: () async throws(BellhopError) -> Value) async throws -> Value {
        for _ in 0..<1000 {
            do throws(BellhopError) { return try await body() } catch {
                guard [.unavailable, .outcomeUnknown].contains(error.code) else { throw error }
            }
        }
        return try await body()
    }
}
