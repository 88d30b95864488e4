import BellhopCore
import BellhopRedis
import BellhopStore
import TestSupport
import Testing

extension Defect {
    /// Makes this defect, and no other that matters, in a world whose acme has waiting, due, running and dead jobs.
    fileprivate func plant(in world: StoreWorld) async throws {
        let keys = world.store.keyspace(of: world.acme)
        let control = world.store.keys
        func send(_ words: String..., id: JobID? = nil, value: String? = nil) async throws {
            var command = RedisCommand(words[0])
            for word in words.dropFirst() { command.append(word) }
            if let id { command.append(id.bytes) }
            if let value { command.append(value) }
            _ = try await world.store.redis.send(command)
        }
        let lane = keys.key(.lane, "default:noop")
        switch self {
        case .homeless: try await send("ZPOPMAX", lane)
        case .twofold:
            let due = try await Inspector(world.store).jobs(of: world.acme, state: .due)
            try await send("ZADD", keys.key(.dead), "1", id: due[0].ref.id)
        case .ended:
            let id = try await world.fill(world.acme, 1)[0]
            try await send("HSET", keys.key(.outcomes, OutcomeBucket(of: id).name), id: id, value: "x")
        case .bare: try await send("ZADD", keys.key(.dead), "1", id: world.id())
        case .abandoned:
            let worker = try await Inspector(world.store).workers()[0]
            try await send("ZREM", control.key(.workers), worker.id)
        case .miscounted:
            let worker = try await Inspector(world.store).workers()[0]
            try await send("HINCRBY", control.key(.held, worker.id), "acme", "3")
        case .unlisted:
            try await send("DEL", keys.key(.lanes, "default"))
            try await send("ZREM", control.key(.ring, "default"), "acme")
        case .unseen: try await send("ZREM", control.key(.ring, "default"), "acme")
        case .idle: try await send("ZADD", control.key(.ring, "other"), "0", "acme")
        case .parked: try await send("HSET", keys.key(.record), "capped", "1")
        case .undue: try await send("ZADD", control.key(.due), "9e12", "acme")
        }
    }
}

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct ExamTests {
    /// Gives acme five waiting, a due, a running and a dead job, and a queue `other` that it has used.
    private func prepared(_ world: StoreWorld, running: Bool = true) async throws {
        let worker = try await world.join()
        _ = try await world.fill(world.acme, 1)
        try await worker.settle(try await worker.claim(1), .dead(error: "{}"))
        _ = try await world.fill(world.acme, 1)
        if running {
            _ = try await worker.claim(1)
        } else {
            try await worker.settle(try await worker.claim(1), .cancelled)
        }
        _ = try await world.fill(world.acme, 5)
        try await world.enqueue(world.acme, [world.id()], start: .after(.seconds(60)))
        _ = try await world.store.redis.send(
            RedisCommand("ZADD", world.store.keyspace(of: world.acme).key(.queues), "0", "other"))
    }

    @Test("each misplacement is found, mended without losing a job, and found no more", arguments: Defect.allCases)
    func planted(defect: Defect) async throws {
        try await StoreWorld.with { world in
            try await prepared(world, running: defect != .parked)
            #expect(try await world.store.examine(world.acme, mends: false).isEmpty)
            let before = try await Inspector(world.store).summary(of: world.acme)
            #expect(before.imbalance == 0)
            try await defect.plant(in: world)
            let found = try await world.store.examine(world.acme, mends: false, page: 2)
            #expect(found[defect, default: 0] > 0, "\(found)")
            let mended = try await world.store.examine(world.acme, mends: true)
            #expect(mended[defect, default: 0] > 0)
            #expect(try await world.store.examine(world.acme, mends: false).isEmpty)
            let after = try await Inspector(world.store).summary(of: world.acme)
            #expect(after.live == before.live && after.imbalance == 0)
            #expect(try await world.store.examine(world.globex, mends: false).isEmpty)
        }
    }

    @Test("a record that leads to no lane and is in no state goes to the quarantine")
    func unreadable() async throws {
        try await StoreWorld.with { world in
            let id = world.id()
            var write = RedisCommand("HSET", world.store.keyspace(of: world.acme).key(.job))
            write.append(id.bytes)
            write.append("nonsense")
            _ = try await world.store.redis.send(write)
            #expect(try await world.store.examine(world.acme, mends: true) == [.homeless: 1])
            #expect(try await Inspector(world.store).buried(of: world.acme, .quarantined).map(\.id) == [id])
        }
    }

    @Test("jobs that move while they are looked at raise no alarm")
    func busy() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 1000)
            let worker = try await world.join()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<20 {
                        let found = try await world.store.examine(world.acme, mends: false, page: 10)
                        #expect(found.isEmpty, "\(found)")
                    }
                }
                while true {
                    let jobs = try await worker.claim(8)
                    if jobs.isEmpty { break }
                    try await worker.settle(jobs, .succeeded(result: nil))
                }
                try await group.waitForAll()
            }
        }
    }
}
