import BellhopRedis
import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer) struct RedisClientTests {
    @Test("many tasks share one connection, and each gets its own reply")
    func sharesOneConnection() async throws {
        try await withClient(.current) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<64 {
                    group.addTask {
                        for turn in 0..<100 {
                            let echo = try await client.send("ECHO", "\(task)/\(turn)").string()
                            #expect(echo == "\(task)/\(turn)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(client.epoch == 1)
        }
    }

    @Test("commands wait in order while the socket takes no more bytes")
    func waitsForFullSocket() async throws {
        try await withClient(.current) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<50 {
                    group.addTask {
                        let text = String(repeating: "\(task),", count: 300_000)
                        let echo = try await client.send("ECHO", text).string()
                        #expect(echo == text)
                    }
                }
                try await group.waitForAll()
            }
            #expect(client.epoch == 1)
        }
    }

    @Test("a pipeline answers each command in its place, errors too")
    func pipelines() async throws {
        try await withClient(.current) { client in
            let results = try await client.pipeline([
                RedisCommand("SET", "pipelines", "x"), RedisCommand("INCR", "pipelines"),
                RedisCommand("GET", "pipelines"),
            ])
            #expect(try results[0].get().string() == "OK")
            #expect(throws: RedisError.self) { try results[1].get() }
            #expect(try results[2].get().string() == "x")
            #expect(try await client.pipeline([]).isEmpty)
        }
    }

    @Test("an error reply is thrown with its first word and the address, and without the command's arguments")
    func throwsErrorReplies() async throws {
        try await withClient(.current) { client in
            _ = try await client.send("SET", "throwsErrorReplies", "x")
            let wrongType = await redisError { () throws(RedisError) in
                try await client.send("LPUSH", "throwsErrorReplies", "y")
            }
            #expect(wrongType?.code == .server)
            #expect(wrongType?.replyPrefix == "WRONGTYPE")
            #expect(wrongType?.outcomeIsUnknown == false)
            #expect(wrongType?.message.contains(RedisServer.current.socketPath) == true)
            let unknown = await redisError { () throws(RedisError) in try await client.send("NOSUCH", "s3cret") }
            #expect(unknown?.message.contains("NOSUCH") == true)
            #expect(unknown.map { "\($0)" }?.contains("s3cret") == false)
        }
    }

    @Test("a script gets its keys and arguments byte for byte, and its value remembers its digest")
    func runsScripts() async throws {
        let script = RedisScript(name: "echo", source: "return {KEYS[1], KEYS[2], ARGV[1], #ARGV}")
        try await withClient(.current) { client in
            for _ in 0..<2 {
                let reply = try await client.run(script, keys: ["k1", "k2"]) {
                    $0.append([0, 13, 10]); $0.append(7)
                }
                var cursor = reply.cursor()
                #expect(try cursor.nextString() == "k1")
                #expect(try cursor.nextString() == "k2")
                #expect(try cursor.nextBytes() == [0, 13, 10])
                #expect(try cursor.nextInteger() == 2)
            }
        }
    }

    @Test("a script that the server has forgotten runs all the same, once")
    func runsForgottenScripts() async throws {
        let script = RedisScript(name: "count", source: "return redis.call('INCR', KEYS[1])")
        try await withClient(.current) { client in
            for turn in 1...3 {
                #expect(try await client.run(script, keys: ["runsForgottenScripts"]).integer() == turn)
                _ = try await client.send("SCRIPT", "FLUSH")
            }
        }
    }

    @Test("a connection has the configured database and name")
    func shakesHands() async throws {
        try await withClient(.current, configure: { ($0.database, $0.clientName) = (5, "bellhop-test") }) { client in
            let info = try await client.send("CLIENT", "INFO").string()
            #expect(info.contains(" db=5 "))
            #expect(info.contains(" name=bellhop-test "))
        }
    }

    @Test("a reply over the limit fails its command, and the next one has a new connection")
    func boundsReplies() async throws {
        try await withClient(.current, configure: { $0.maximumReplyBytes = 10_000 }) { client in
            let text = String(repeating: "x", count: 20_000)
            let error = await redisError { () throws(RedisError) in try await client.send("ECHO", text) }
            #expect(error?.code == .connectionClosed)
            #expect((error?.cause as? RedisError)?.code == .replyTooLarge)
            let next = try await client.send("ECHO", "next").string()
            #expect(next == "next")
            #expect(client.epoch == 2)
        }
    }

    @Test("a closed client fails what waits and what comes, and closing it again does no harm")
    func closes() async throws {
        try await withClient(.current, configure: { $0.clientName = "closes" }) { client in
            _ = try await client.send("PING")
            async let blocked = redisError { () throws(RedisError) in try await client.send("BLPOP", "closes", "0") }
            try await withClient(.current) { other in
                try await other.waitUntilBlocked("closes")
            }
            await client.close()
            await client.close()
            let error = await blocked
            #expect(error?.code == .closed)
            #expect(error?.outcomeIsUnknown == true)
            let late = await redisError { () throws(RedisError) in try await client.send("PING") }
            #expect(late?.code == .closed)
            #expect(late?.outcomeIsUnknown == false)
        }
    }

    @Test("a task that is cancelled already sends nothing")
    func cancelsBeforeWriting() async throws {
        try await withClient(.current) { client in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await redisError { () throws(RedisError) in
                    try await client.send("SET", "cancelsBeforeWriting", "x")
                }
            }
            let error = await task.value
            #expect(error?.code == .cancelled)
            #expect(error?.outcomeIsUnknown == false)
            let exists = try await client.send("EXISTS", "cancelsBeforeWriting").integer()
            #expect(exists == 0)
        }
    }

    @Test("cancelling a command that was written resumes its caller at once")
    func cancelsInFlight() async throws {
        try await withClient(.current, configure: { $0.clientName = "cancels" }) { client in
            let task = Task {
                await redisError { () throws(RedisError) in
                    try await client.send("BLPOP", "cancelsInFlight", "0", timeout: .seconds(60))
                }
            }
            try await withClient(.current) { other in
                try await other.waitUntilBlocked("cancels")
                task.cancel()
                let error = await task.value
                #expect(error?.code == .cancelled)
                #expect(error?.outcomeIsUnknown == true)
                // The tombstone swallows the late reply.
                async let next = client.send("ECHO", "next").string()
                _ = try await other.send("RPUSH", "cancelsInFlight", "late")
                #expect(try await next == "next")
                #expect(client.epoch == 1)
            }
        }
    }

    @Test("100 000 cancels at random moments on one connection never mix replies up")
    func survivesRandomCancels() async throws {
        try await withClient(.current) { client in
            let (cancelled, answered) = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for lane in 0..<32 {
                    group.addTask { try await Self.cancelAtRandom(lane: lane, client: client) }
                }
                return try await group.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
            }
            #expect(answered > 1000)
            #expect(cancelled > 1000)
            #expect(cancelled + answered == 32 * 4800)
            #expect(client.epoch == 1)
        }
    }

    /// Sends 4800 commands, of which about 3200 are cancelled; returns how many were in fact, and how many answered.
    private static func cancelAtRandom(lane: Int, client: RedisClient) async throws -> (Int, Int) {
        var cancelled = 0
        var answered = 0
        for turn in 0..<4800 {
            let text = "\(lane)/\(turn)"
            let task = Task { try await client.send("ECHO", text).string() }
            if turn % 3 > 0 {
                for _ in 0..<Int.random(in: 0...8) { await Task.yield() }
                task.cancel()
            }
            do {
                #expect(try await task.value == text)
                answered += 1
            } catch let error as RedisError where error.code == .cancelled {
                cancelled += 1
            }
        }
        return (cancelled, answered)
    }
}
