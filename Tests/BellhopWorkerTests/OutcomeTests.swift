import Bellhop
import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import BellhopWorker
import TestSupport
import Testing

/// Makes a client with the tenants acme and globex, and a worker that runs probes.
func withProbes(
    hooks: [any ActivationHook] = [], options: WorkerOptions = .quick,
    _ body: (BellhopClient, TenantID, TenantID) async throws -> Void
) async throws {
    try await withClient { client in
        let acme = try TenantID("acme")
        let globex = try TenantID("globex")
        try await client.tenants.add(acme)
        try await client.tenants.add(globex)
        try await withWorker(client, registry: try .probes(), hooks: hooks, options: options) {
            try await body(client, acme, globex)
        }
    }
}

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct OutcomeTests {
    struct Planned: Error {}

    @Test("AT-30: a failed run is retried in its tenant, and its attempts are counted")
    func retried() async throws {
        try await withProbes { client, acme, _ in
            let ref = try await client.enqueue(
                Probe.make { context in
                    if context.attempt < 3 { throw JobStop(.retry(after: .milliseconds(5)), "not yet") }
                    return "\(try Tenancy.current) \(context.attempt)"
                }, for: acme)
            #expect(try await client.scoped(to: acme).result(of: ref.id, as: String.self) == "acme 3")
        }
    }

    @Test("a job that fails to the end is dead, with its errors, and can be retried")
    func dead() async throws {
        try await withProbes { client, acme, _ in
            let scoped = client.scoped(to: acme)
            let healed = Gate()
            let record = Record<Int>()
            let ref = try await client.enqueue(
                Probe.make { context in
                    record.add(context.attempt)
                    if record.all.count <= 2 { throw JobStop(.retry(after: .zero), "broken") }
                    return "healed"
                }, for: acme, options: .init(maximumAttempts: 2))
            let ended = try await scoped.wait(for: ref.id)
            #expect(ended.state == .dead)
            #expect(ended.errors.count == 2)
            #expect(ended.errors[0].contains("broken"))
            healed.open()
            try await scoped.retry(ref.id)
            #expect(try await scoped.result(of: ref.id, as: String.self) == "healed")
            #expect(record.all == [1, 2, 1])
        }
    }

    private struct Disposable: Job {
        static let name: JobName = "disposable"
        static let mayDiscard = true
        func run(in context: JobContext) async throws { throw JobStop(.discard, "nobody needs it any more") }
    }

    @Test("an error discards a job only where its type allows it; else the job is dead")
    func discarded() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            var registry = try JobRegistry.probes()
            try registry.register(Disposable.self)
            try await withWorker(client, registry: registry) {
                let scoped = client.scoped(to: acme)
                let gone = try await client.enqueue(Disposable(), for: acme)
                #expect(try await scoped.wait(for: gone.id).state == .cancelled)
                let kept = try await client.enqueue(Probe.make { _ in throw JobStop(.discard, "no") }, for: acme)
                #expect(try await scoped.wait(for: kept.id).state == .dead)
            }
        }
    }

    @Test("a run says how far it is, and is not heard once its claim is lost or it has ended")
    func progress() async throws {
        try await withProbes { client, acme, _ in
            let scoped = client.scoped(to: acme)
            let said = Gate()
            let seen = Gate()
            let codes = Record<BellhopError.Code?>()
            let ref = try await client.enqueue(
                Probe.make { context in
                    try await context.report(0.25, note: "a quarter")
                    for bad in [-0.1, 1.1, .nan] {
                        do throws(BellhopError) { try await context.report(bad) } catch { codes.add(error.code) }
                    }
                    said.open()
                    await seen.wait()
                    do throws(BellhopError) { try await context.report(0.5) } catch { codes.add(error.code) }
                    return "done"
                }, for: acme)
            await said.wait()
            #expect(try await scoped.status(of: ref.id).progress == JobProgress(0.25, note: "a quarter"))
            let refused = await #expect(throws: BellhopError.self) { try await scoped.delete(ref.id) }
            #expect(refused?.code == .wrongState)
            // As when its worker was cut off and another one has the job.
            var steal = RedisCommand("HDEL", client.store.keyspace(of: acme).key(.running))
            steal.append(ref.id.bytes)
            _ = try await client.store.redis.send(steal)
            seen.open()
            while codes.all.count < 4 { await Task.yield() }
            #expect(codes.all == [.invalidValue, .invalidValue, .invalidValue, .claimLost])
            #expect(try await scoped.status(of: ref.id).progress == nil)
        }
    }

    @Test("a job that waits, is due, dead or finished is deleted with all that is kept of it")
    func deleted() async throws {
        try await withProbes { client, acme, globex in
            let scoped = client.scoped(to: acme)
            let dead = try await client.enqueue(
                Probe.make { context in
                    try await context.report(0.5)
                    throw JobStop(.dead, "no")
                }, for: acme)
            #expect(try await scoped.wait(for: dead.id).state == .dead)
            let done = try await client.enqueue(Probe.make { _ in "done" }, for: acme)
            #expect(try await scoped.wait(for: done.id).state == .succeeded)
            let due = try await client.enqueue(
                Probe.make { _ in "" }, for: acme, options: .init(delay: .seconds(900)))
            try await client.tenants.suspend(acme)
            let ready = try await client.enqueue(Probe.make { _ in "" }, for: acme)
            for ref in [dead, done, due, ready] {
                let foreign = await #expect(throws: BellhopError.self) {
                    try await client.scoped(to: globex).delete(ref.id)
                }
                #expect(foreign?.code == .notFound)
                try await scoped.delete(ref.id)
                let again = await #expect(throws: BellhopError.self) { try await scoped.delete(ref.id) }
                #expect(again?.code == .notFound)
            }
            for keyClass in [TenantKeyClass.job, .payload, .errors, .progress, .dead, .due] {
                let key = client.store.keyspace(of: acme).key(keyClass)
                let exists = try await client.store.redis.send(RedisCommand("EXISTS", key)).integer()
                #expect(exists == 0, "\(keyClass)")
            }
            #expect(try await client.store.examine(acme, mends: false).isEmpty)
        }
    }

    @Test("an error decides: dead at once, or later with no attempt used")
    func decisions() async throws {
        try await withProbes { client, acme, _ in
            let scoped = client.scoped(to: acme)
            let dead = try await client.enqueue(Probe.make { _ in throw JobStop(.dead, "never") }, for: acme)
            #expect(try await scoped.wait(for: dead.id).state == .dead)
            let record = Record<Int>()
            let snoozed = try await client.enqueue(
                Probe.make { context in
                    record.add(context.attempt)
                    if record.all.count < 3 { throw JobStop(.snooze(.milliseconds(5)), "later") }
                    return "done"
                }, for: acme)
            #expect(try await scoped.result(of: snoozed.id, as: String.self) == "done")
            #expect(record.all == [1, 1, 1])
        }
    }

    @Test("a run whose time is up is cancelled and counts as failed")
    func timeout() async throws {
        try await withProbes { client, acme, _ in
            let ref = try await client.enqueue(
                Probe.make { _ in
                    await Gate().wait()
                    try Task.checkCancellation()
                    return "unreachable"
                }, for: acme, options: .init(maximumAttempts: 1, timeout: .milliseconds(30)))
            let ended = try await client.scoped(to: acme).wait(for: ref.id)
            #expect(ended.state == .dead)
            #expect(ended.errors.last?.contains("timedOut") == true)
        }
    }

    @Test("a running job is cancelled from outside within 100 ms, well before its worker's next beat")
    func cancelled() async throws {
        var options = WorkerOptions.quick
        options.beat = .seconds(30)
        try await withProbes(options: options) { client, acme, _ in
            var quickest = Duration.seconds(60)
            for _ in 0..<20 {
                let started = Gate()
                let ref = try await client.enqueue(
                    Probe.make { _ in
                        started.open()
                        await Gate().wait()
                        try Task.checkCancellation()
                        return "unreachable"
                    }, for: acme)
                await started.wait()
                let asked = ContinuousClock.now
                #expect(try await client.scoped(to: acme).cancel(ref.id) == false)
                #expect(try await client.scoped(to: acme).wait(for: ref.id).state == .cancelled)
                quickest = min(quickest, ContinuousClock.now - asked)
            }
            // The others may have waited for a processor: all suites run at once.
            #expect(quickest < .milliseconds(100))
        }
    }

    @Test("a payload that is not what the type expects ends dead, and its words are not in the error")
    func undecodable() async throws {
        try await withProbes { client, acme, _ in
            let receipt = try await client.enqueue(
                name: "probe", payloads: [Array(#"{"secret":"sesame"}"#.utf8)], for: acme)
            let ended = try await client.scoped(to: acme).wait(for: receipt.accepted[0].id)
            #expect(ended.state == .dead)
            #expect(ended.errors.last?.contains("'label'") == true)
            #expect(ended.errors.last?.contains("sesame") == false)
        }
    }

    @Test("a result over its bound ends dead as resultTooLarge")
    func largeResult() async throws {
        var options = WorkerOptions.quick
        options.largestResult = 100
        try await withProbes(options: options) { client, acme, _ in
            let ref = try await client.enqueue(Probe.make { _ in String(repeating: "x", count: 200) }, for: acme)
            let ended = try await client.scoped(to: acme).wait(for: ref.id)
            #expect(ended.state == .dead)
            #expect(ended.errors.last?.contains("resultTooLarge") == true)
        }
    }

    @Test("a job whose name no handler has is held until a worker registers that has one; a drain quarantines it")
    func unknownName() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let scoped = client.scoped(to: acme)
            var options = WorkerOptions.quick
            options.unknownNameDelay = .seconds(3600)
            options.poll = .seconds(3600)
            let receipt = try await client.enqueue(name: "stranger", payloads: [Array("1".utf8)], for: acme)
            let id = receipt.accepted[0].id
            var registry = try JobRegistry.probes()
            try await withWorker(client, registry: registry, options: options) {
                while try await scoped.status(of: id).state != .due {}
            }
            try registry.register("stranger") { _, payload in Array(payload) }
            try await withWorker(client, registry: registry, options: options) {
                let result = try await scoped.result(of: id, as: Int.self)
                #expect(result == 1)
            }
            options.drainsAndEnds = true
            let other = try await client.enqueue(name: "other", payloads: [Array("1".utf8)], for: acme)
            try await Worker(client, registry: registry, options: options, logger: silentLogger).run()
            #expect(try await scoped.status(of: other.accepted[0].id).state == .quarantined)
            let left = client.store.keyspace(of: acme).key(.unknown)
            #expect(try await client.store.redis.send(RedisCommand("EXISTS", left)).integer() == 0)
        }
    }

    @Test("a job whose name nobody has is quarantined with the reason once it has been held for long enough")
    func unknownForLong() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            var options = WorkerOptions.quick
            options.unknownNameDelay = .milliseconds(50)
            let receipt = try await client.enqueue(name: "stranger", payloads: [Array("1".utf8)], for: acme)
            try await withWorker(client, registry: .probes(), options: options) {
                let ended = try await client.scoped(to: acme).wait(for: receipt.accepted[0].id)
                #expect(ended.state == .quarantined)
                #expect(ended.attempt == 0 && ended.errors.last?.contains("'stranger'") == true)
            }
        }
    }

    @Test("a worker that does not know a name leaves the job to one that does")
    func knownElsewhere() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            var options = WorkerOptions.quick
            // It would be quarantined at its second claim, if nobody had the name.
            options.unknownNameDelay = .milliseconds(1)
            var registry = JobRegistry()
            try registry.register("stranger") { _, payload in Array(payload) }
            try await withWorker(client, registry: registry, options: options) {
                while try await Inspector(client.store).workers().isEmpty {}
                try await withWorker(client, registry: .probes(), options: options) {
                    while try await Inspector(client.store).workers().count < 2 {}
                    let receipt = try await client.enqueue(
                        name: "stranger", payloads: Array(repeating: Array("1".utf8), count: 50), for: acme)
                    for ref in receipt.accepted {
                        #expect(try await client.scoped(to: acme).wait(for: ref.id).state == .succeeded)
                    }
                }
            }
        }
    }

    @Test(
        "a damaged envelope, or one of another tenant, is quarantined unrun, and the worker goes on",
        arguments: ["cut", "flipped", "foreign", "empty"])
    func damaged(way: String) async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let ran = Gate()
            let ref = try await client.enqueue(
                Probe.make { _ in
                    ran.open()
                    Issue.record("a damaged job was run")
                    return ""
                }, for: acme)
            let key = client.store.keyspace(of: acme).key(.job)
            var read = RedisCommand("HGET", key)
            read.append(ref.id.bytes)
            var record = try await client.store.redis.send(read).bytes()
            switch way {
            case "cut": record = Array(record.prefix(20))
            case "flipped": record[25] ^= 0x10
            case "empty": record = []
            default:
                let sound = try JobRecord(decoding: record[...])
                var header = sound.header
                header.tenant = try TenantID("globex")
                record = JobRecord(header: header, payload: sound.payload).encoded()
            }
            var write = RedisCommand("HSET", key)
            write.append(ref.id.bytes)
            write.append(record)
            _ = try await client.store.redis.send(write)
            try await withWorker(client, registry: try .probes()) {
                while try await Inspector(client.store).buriedCount(of: acme, .quarantined) == 0 {}
                let next = try await client.enqueue(Probe.make { _ in "fine" }, for: acme)
                let result = try await client.scoped(to: acme).result(of: next.id, as: String.self)
                #expect(result == "fine")
            }
            let buried = try await client.scoped(to: acme).buried(.quarantined)
            #expect(buried.map(\.id) == [ref.id])
            #expect(buried[0].errors.last?.contains("corruptData") == true)
        }
    }

    @Test("a job that a newer build wrote is left to newer workers, with no attempt used")
    func newerVersion() async throws {
        var options = WorkerOptions.quick
        options.newerVersionDelay = .seconds(3600)
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            let ref = try await client.enqueue(Probe.make { _ in "read" }, for: acme)
            let store = client.store
            let key = store.keyspace(of: acme).key(.job)
            func write(version: UInt8) async throws {
                var read = RedisCommand("HGET", key)
                read.append(ref.id.bytes)
                var record = try await store.redis.send(read).bytes()
                record[JobRecord.markLength] = version
                var write = RedisCommand("HSET", key)
                write.append(ref.id.bytes)
                write.append(record)
                _ = try await store.redis.send(write)
            }
            try await write(version: 2)
            try await withWorker(client, registry: try .probes(), options: options) {
                while try await Inspector(store).summary(of: acme).due == 0 {}
                try await write(version: 1)
                let snapshot = try await client.scoped(to: acme).status(of: ref.id)
                #expect(snapshot.state == .due)
                #expect(snapshot.attempt == 0)
                try await client.scoped(to: acme).retry(ref.id)
                let result = try await client.scoped(to: acme).result(of: ref.id, as: String.self)
                #expect(result == "read")
            }
        }
    }

    @Test("a large payload reaches its handler whole")
    func largePayload() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            try await client.tenants.add(acme)
            var registry = JobRegistry()
            try registry.register(WordCount.self)
            try await withWorker(client, registry: registry) {
                let text = Array(repeating: "word", count: 100_000).joined(separator: " ")
                let ref = try await client.enqueue(WordCount(text: text), for: acme)
                let result = try await client.scoped(to: acme).result(of: ref.id, as: Int.self)
                #expect(result == 100_000)
            }
            let tooLarge = WordCount(text: String(repeating: "x", count: 1 << 20))
            let error = await #expect(throws: BellhopError.self) { try await client.enqueue(tooLarge, for: acme) }
            #expect(error?.code == .payloadTooLarge)
        }
    }
}
