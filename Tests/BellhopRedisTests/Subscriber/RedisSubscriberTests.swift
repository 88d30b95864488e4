import BellhopRedis
import BellhopTesting
import Logging
import TestSupport
import Testing

@Suite(.redisServer) struct RedisSubscriberTests {
    @Test("messages reach every subscription of their channel, and no other")
    func delivers() async throws {
        try await withSubscriber(.current) { subscriber, client in
            var first = subscriber.subscribe(to: ["delivers/a", "delivers/b"]).makeAsyncIterator()
            var second = subscriber.subscribe(to: ["delivers/b"]).makeAsyncIterator()
            #expect(try await first.next() == .subscribed)
            #expect(try await second.next() == .subscribed)
            _ = try await client.send("PUBLISH", "delivers/a", "1")
            _ = try await client.send("PUBLISH", "delivers/b", "2")
            #expect(try await first.next() == .message(channel: "delivers/a", payload: [0x31]))
            #expect(try await first.next() == .message(channel: "delivers/b", payload: [0x32]))
            #expect(try await second.next() == .message(channel: "delivers/b", payload: [0x32]))
            #expect(subscriber.epoch == 1)
        }
    }

    @Test("a cancelled consumer ends, and its channel is unsubscribed")
    func unsubscribes() async throws {
        try await withSubscriber(.current) { subscriber, client in
            let subscription = subscriber.subscribe(to: ["unsubscribes"])
            let consumer = Task {
                var events: [RedisSubscription.Event] = []
                for try await event in subscription { events.append(event) }
                return events
            }
            try await waitForListeners(1, of: "unsubscribes", client)
            consumer.cancel()
            #expect(try await consumer.value.allSatisfy { $0 == .subscribed })
            try await waitForListeners(0, of: "unsubscribes", client)
        }
    }

    @Test("letting go of a subscription unsubscribes")
    func unsubscribesWhenDropped() async throws {
        try await withSubscriber(.current) { subscriber, client in
            do {
                var events = subscriber.subscribe(to: ["dropped"]).makeAsyncIterator()
                #expect(try await events.next() == .subscribed)
            }
            try await waitForListeners(0, of: "dropped", client)
        }
    }

    @Test("a slow consumer keeps the newest events, and is told that it missed some")
    func tellsOfMissed() async throws {
        try await withSubscriber(.current) { subscriber, client in
            var slow = subscriber.subscribe(to: ["slow"], bufferLimit: 2).makeAsyncIterator()
            var witness = subscriber.subscribe(to: ["slow"]).makeAsyncIterator()
            #expect(try await slow.next() == .subscribed)
            #expect(try await witness.next() == .subscribed)
            for text in ["1", "2", "3"] { _ = try await client.send("PUBLISH", "slow", text) }
            for _ in 1...3 { _ = try await witness.next() }
            // A fourth one that the witness has seen proves that the slow one's buffer has the third.
            _ = try await client.send("PUBLISH", "slow", "4")
            _ = try await witness.next()
            #expect(try await slow.next() == .missed)
            let next = try await slow.next()
            #expect(
                next == .message(channel: "slow", payload: [0x32]) || next == .message(channel: "slow", payload: [0x33])
            )
        }
    }

    @Test("closing the subscriber ends its subscriptions, those to come included")
    func closes() async throws {
        try await withSubscriber(.current) { subscriber, _ in
            var before = subscriber.subscribe(to: ["closes"]).makeAsyncIterator()
            let first = try await before.next()
            await subscriber.close()
            var after = subscriber.subscribe(to: ["closes"]).makeAsyncIterator()
            let ends = (try await before.next(), try await after.next())
            #expect(first == .subscribed)
            #expect(ends == (nil, nil))
        }
    }

    @Test("a restart of the server subscribes again, and says so")
    func resubscribes() async throws {
        let log = LogRecorder()
        try await RedisServer.withServer { server in
            try await withSubscriber(server, logger: log.logger) { subscriber, client in
                var events = subscriber.subscribe(to: ["a"]).makeAsyncIterator()
                #expect(try await events.next() == .subscribed)
                try await server.restart()
                #expect(try await events.next() == .subscribed)
                _ = try await client.send("PUBLISH", "a", "after")
                #expect(try await events.next() == .message(channel: "a", payload: Array("after".utf8)))
            }
        }
        #expect(log.lines.filter { $0.level >= .info }.map(\.level) == [.warning, .notice])
    }

    @Test("a connection that is dead and does not say so is noticed by its PING")
    func noticesHalfOpen() async throws {
        let log = LogRecorder()
        try await RedisServer.withServer { server in
            let configure = { (configuration: inout RedisConfiguration) in
                configuration.keepAliveInterval = .milliseconds(50)
            }
            try await withSubscriber(server, logger: log.logger, configure: configure) { subscriber, _ in
                var events = subscriber.subscribe(to: ["a"]).makeAsyncIterator()
                #expect(try await events.next() == .subscribed)
                try server.pause()
                await log.waitForLine(holding: "out of reach")
                try server.resume()
                #expect(try await events.next() == .subscribed)
                #expect(subscriber.epoch == 2)
            }
        }
    }

    @Test("a refused channel fails its subscription only")
    func failsRefusedChannel() async throws {
        try await RedisServer.withServer { server in
            try await withClient(server) { admin in
                _ = try await admin.send("ACL", "SETUSER", "guest", "on", ">pw", "&mine", "+@all")
            }
            let guest = { (configuration: inout RedisConfiguration) in
                configuration.username = "guest"
                configuration.password = RedisSecret("pw")
            }
            try await withSubscriber(server, configure: guest) { subscriber, _ in
                var mine = subscriber.subscribe(to: ["mine"]).makeAsyncIterator()
                #expect(try await mine.next() == .subscribed)
                var foreign = subscriber.subscribe(to: ["foreign"]).makeAsyncIterator()
                do throws(RedisError) {
                    _ = try await foreign.next()
                    Issue.record("subscribed to a foreign channel")
                } catch {
                    #expect(error.code == .noPermission)
                }
                let end = try await foreign.next()
                #expect(end == nil)
                var again = subscriber.subscribe(to: ["mine"]).makeAsyncIterator()
                #expect(try await again.next() == .subscribed)
            }
        }
    }

    private func waitForListeners(_ count: Int, of channel: String, _ client: RedisClient) async throws {
        while try await client.send("PUBSUB", "NUMSUB", channel)[1].integer() != count { await Task.yield() }
    }

    private func withSubscriber(
        _ server: RedisServer,
        logger: Logger = Logger(label: "test"),
        configure: (inout RedisConfiguration) -> Void = { _ in },
        _ body: (RedisSubscriber, RedisClient) async throws -> Void
    ) async throws {
        try await withClient(server, configure: configure) { client in
            let subscriber = RedisSubscriber(configuration: client.configuration, logger: logger)
            do {
                try await body(subscriber, client)
                await subscriber.close()
            } catch {
                await subscriber.close()
                throw error
            }
        }
    }
}
