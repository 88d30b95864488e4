import BellhopRedis
import BellhopTesting
import Logging
import TestSupport
import Testing

@Suite struct RedisOutageTests {
    @Test("a deadline that passes unanswered closes the connection, and the next command has a new one")
    func timesOut() async throws {
        try await RedisServer.withServer(arguments: ["--enable-debug-command", "yes"]) { server in
            try await withClient(server) { client in
                _ = try await client.send("PING")
                async let neighbour = redisError { () throws(RedisError) in
                    _ = try await client.send("BLPOP", "nothing", "0", timeout: .seconds(60))
                }
                // The server itself says when the neighbour's command has arrived.
                try await withClient(server) { observer in
                    while try await !observer.send("INFO", "clients").string().contains("blocked_clients:1") {}
                }
                let error = await redisError { () throws(RedisError) in
                    try await client.send("DEBUG", "SLEEP", "0.3", timeout: .milliseconds(50))
                }
                #expect(error?.code == .timedOut)
                #expect(error?.outcomeIsUnknown == true)
                let collateral = await neighbour
                #expect(collateral?.code == .connectionClosed)
                #expect(collateral?.outcomeIsUnknown == true)
                #expect(try await client.send("ECHO", "next").string() == "next")
                #expect(client.epoch == 2)
            }
        }
    }

    @Test("a frozen server times out, and serves again once it goes on")
    func survivesFreeze() async throws {
        try await RedisServer.withServer { server in
            try await withClient(server) { client in
                _ = try await client.send("PING")
                try server.pause()
                let error = await redisError { () throws(RedisError) in
                    try await client.send("PING", timeout: .milliseconds(50))
                }
                #expect(error?.code == .timedOut)
                try server.resume()
                #expect(try await client.send("ECHO", "next").string() == "next")
            }
        }
    }

    @Test("commands wait for a server that comes back, and the outage is logged once at its start and once at its end")
    func waitsForServer() async throws {
        let log = LogRecorder()
        try await RedisServer.withServer { server in
            try await withClient(server, logger: log.logger) { client in
                _ = try await client.send("PING")
                try await server.kill()
                // A command written before the loss is noticed would rightly fail.
                await log.waitForLine(holding: "No connection")
                async let first = client.send("ECHO", "first").string()
                async let second = client.send("ECHO", "second").string()
                await log.waitForLine(holding: "out of reach")
                try await server.start()
                #expect(try await [first, second] == ["first", "second"])
                #expect(client.epoch == 2)
            }
        }
        let visible = log.lines.filter { $0.level >= .info }
        #expect(visible.map(\.level) == [.warning, .notice])
        #expect(visible.first?.text.contains("error") == true)
        #expect(visible.last?.text.contains("redis.outage") == true)
    }

    @Test("a written command whose reply is lost fails with an unknown outcome, and is not sent again")
    func neverRepeatsWritten() async throws {
        try await RedisServer.withServer { server in
            try await withClient(server, configure: { $0.clientName = "waits" }) { client in
                async let lost = redisError { () throws(RedisError) in
                    _ = try await client.send("BLPOP", "nothing", "0", timeout: .seconds(60))
                }
                try await withClient(server) { other in
                    try await other.waitUntilBlocked("waits")
                }
                try await server.kill()
                let error = await lost
                #expect(error?.code == .connectionClosed)
                #expect(error?.outcomeIsUnknown == true)
                try await server.start()
                let clients = try await client.send("CLIENT", "LIST").string()
                #expect(!clients.contains("cmd=blpop"))
            }
        }
    }

    @Test("a pipeline that loses its connection midway keeps the replies that did arrive")
    func keepsArrivedReplies() async throws {
        try await RedisServer.withServer { server in
            try await withClient(server, configure: { $0.clientName = "waits" }) { client in
                async let results = client.pipeline(
                    [RedisCommand("ECHO", "a"), RedisCommand("BLPOP", "nothing", "0"), RedisCommand("PING")],
                    timeout: .seconds(60)
                )
                try await withClient(server) { other in
                    try await other.waitUntilBlocked("waits")
                }
                try await server.kill()
                let outcomes = try await results.map { result in
                    switch result {
                    case .success(let reply): (try? reply.string()) ?? "?"
                    case .failure(let error): "\(error.code) \(error.outcomeIsUnknown)"
                    }
                }
                #expect(outcomes == ["a", "connectionClosed true", "connectionClosed true"])
            }
        }
    }

    @Test("without a server, a command fails at its own deadline with the address and the cause")
    func failsWithoutServer() async throws {
        let log = LogRecorder()
        var configuration = try RedisConfiguration(url: "unix:///tmp/bellhop-no-such-server.sock")
        configuration.commandTimeout = .milliseconds(100)
        let client = RedisClient(configuration: configuration, logger: log.logger)
        let error = await redisError { () throws(RedisError) in try await client.send("PING") }
        #expect(error?.code == .connectionFailed)
        #expect(error?.outcomeIsUnknown == false)
        #expect(error?.message.contains("unix:///tmp/bellhop-no-such-server.sock") == true)
        #expect(error?.cause != nil)
        #expect(log.lines.count { $0.level >= .info } == 1)
        await client.close()
    }

    @Test("a server that still loads its data counts as not yet connected")
    func waitsForLoading() async throws {
        let log = LogRecorder()
        let arguments = ["--appendonly", "yes", "--appendfsync", "no", "--key-load-delay", "100"]
        try await RedisServer.withServer(arguments: arguments) { server in
            try await withClient(server, logger: log.logger) { client in
                let fill = "for i = 1, 6000 do redis.call('SET', 'k' .. i, i) end"
                _ = try await client.send("EVAL", fill, "0")
                try await server.stop()
                // A command written before the loss is noticed would rightly fail.
                await log.waitForLine(holding: "No connection")
                async let started: Void = server.start()
                #expect(try await client.send("DBSIZE", timeout: .seconds(30)).integer() == 6000)
                try await started
            }
        }
        #expect(log.lines.contains { $0.text.contains("loading: ") })
    }
}

extension Result {
    static func catching(_ body: () async throws(Failure) -> Success) async -> Self {
        do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
    }
}
