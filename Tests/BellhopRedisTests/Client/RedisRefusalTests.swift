import BellhopRedis
import BellhopTesting
import TestSupport
import Testing

@Suite struct RedisRefusalTests {
    @Test("an ACL user is held to its rights, a wrong password fails at once, and no log line holds a password")
    func authenticates() async throws {
        let log = LogRecorder()
        try await RedisServer.withServer { server in
            try await withClient(server) { admin in
                _ = try await admin.send("ACL", "SETUSER", "guest", "on", ">s3cret", "~a:*", "+get", "+set", "+ping")
            }
            let guest = { (configuration: inout RedisConfiguration) in
                configuration.username = "guest"
                configuration.password = RedisSecret("s3cret")
            }
            try await withClient(server, logger: log.logger, configure: guest) { client in
                let reply = try await client.send("SET", "a:1", "x").string()
                #expect(reply == "OK")
                let key = await redisError { () throws(RedisError) in try await client.send("SET", "b:1", "x") }
                #expect(key?.code == .noPermission)
                let command = await redisError { () throws(RedisError) in try await client.send("FLUSHALL") }
                #expect(command?.code == .noPermission)
            }
            let wrong = { (configuration: inout RedisConfiguration) in
                configuration.username = "guest"
                configuration.password = RedisSecret("s3cret-wrong")
            }
            try await withClient(server, logger: log.logger, configure: wrong) { client in
                let error = await redisError { () throws(RedisError) in try await client.send("GET", "a:1") }
                #expect(error?.code == .authenticationFailed)
                #expect(error?.outcomeIsUnknown == false)
                #expect(error.map { "\($0)" }?.contains("s3cret") == false)
            }
        }
        #expect(!log.lines.isEmpty)
        #expect(!log.lines.contains { $0.text.contains("s3cret") })
    }

    @Test("a server that asks for a password refuses a client without one at once")
    func needsPassword() async throws {
        try await RedisServer.withServer { server in
            try await withClient(server) { admin in
                _ = try await admin.send("CONFIG", "SET", "requirepass", "pw")
            }
            try await withClient(server) { client in
                let error = await redisError { () throws(RedisError) in try await client.send("PING") }
                #expect(error?.code == .authenticationFailed)
            }
        }
    }

    @Test("a full server's refusal is typed")
    func isFull() async throws {
        try await RedisServer.withServer(arguments: ["--maxmemory", "2mb"]) { server in
            try await withClient(server) { client in
                let value = String(repeating: "x", count: 100_000)
                let error = await redisError { () throws(RedisError) in
                    for index in 0..<100 { _ = try await client.send("SET", "k\(index)", value) }
                }
                #expect(error?.code == .outOfMemory)
            }
        }
    }

    @Test("a replica's refusal of a write is typed")
    func isReplica() async throws {
        try await RedisServer.withServer { server in
            try await withClient(server) { client in
                _ = try await client.send("REPLICAOF", "127.0.0.1", "1")
                let error = await redisError { () throws(RedisError) in try await client.send("SET", "k", "x") }
                #expect(error?.code == .readOnly)
            }
        }
    }
}
