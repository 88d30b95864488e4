import Bellhop
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(5)))
struct DoctorTests {
    @Test("a server that would lose jobs is found out, setting by setting")
    func settings() async throws {
        let arguments = [
            "--maxmemory-policy", "allkeys-lru", "--maxmemory", "32mb", "--maxclients", "100", "--proto-max-bulk-len",
            "1mb",
            "--client-output-buffer-limit", "normal 1mb 1mb 1",
        ]
        try await RedisServer.withServer(arguments: arguments) { server in
            let answer = try await Tool(url: server.url)("doctor", "--json")
            #expect(answer.status == 1)
            for subject in [
                "appendonly", "maxmemory-policy", "lazyfree-lazy-expire", "maxmemory", "maxclients",
                "proto-max-bulk-len",
                "client-output-buffer-limit",
            ] {
                #expect(answer.output.contains(#""subject":"\#(subject)""#), "\(subject): \(answer.output)")
            }
        }
    }

    @Test("a server without CONFIG is looked at all the same")
    func withoutConfig() async throws {
        try await RedisServer.withServer(arguments: ["--rename-command", "CONFIG", ""]) { server in
            let answer = try await Tool(url: server.url)("doctor", "--json")
            #expect(answer.status == 1)
            #expect(answer.output.contains(#""subject":"CONFIG GET""#), "\(answer)")
        }
    }

    @Test("a sound server with sound jobs passes, and a job out of place is found")
    func places() async throws {
        let arguments = ["--appendonly", "yes", "--lazyfree-lazy-expire", "yes"]
        try await RedisServer.withServer(arguments: arguments) { server in
            let tool = try Tool(url: server.url)
            _ = try await tool.prepared()
            try await tool("enqueue", "job", "--tenant", "acme", "--count", "5")
            try await tool("enqueue", "job", "--tenant", "acme", "--in", "1h")
            let sound = try await tool("doctor")
            #expect(sound.status == 0, "\(sound.output)\(sound.errors)")
            try await withClient(namespace: try Namespace(tool.environment["BELLHOP_NAMESPACE"] ?? ""), url: server.url)
            { client in
                let key = client.store.keyspace(of: try TenantID("acme")).key(.lane, "default:job")
                _ = try await client.store.redis.send(RedisCommand("ZPOPMIN", key))
            }
            let found = try await tool("doctor", "--json")
            #expect(found.status == 1)
            #expect(found.output.contains(#""subject":"acme""#))
            #expect(try await tool("doctor", "--repair").status == 64)
            #expect(try await tool("doctor", "--repair", "--yes").status == 1)
            #expect(try await tool("doctor").status == 0)
        }
    }
}
