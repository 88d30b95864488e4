import BellhopCore
import BellhopRedis
import BellhopStore
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct BurialTests {
    private func bury(_ world: StoreWorld, _ count: Int, _ settlement: Settlement) async throws -> [JobID] {
        let ids = try await world.fill(world.acme, count)
        let worker = try await world.join()
        var claimed: [ClaimedJob] = []
        while claimed.count < count { claimed += try await worker.claim(count) }
        try await worker.settle(claimed, settlement)
        return ids
    }

    @Test("AT-31: dead and quarantined jobs are put back as new, whatever their payload", arguments: Burial.allCases)
    func restore(burial: Burial) async throws {
        try await StoreWorld.with { world in
            let error = #"{"attempt":1,"message":"no","type":"X"}"#
            let ids = try await bury(world, 5, burial == .dead ? .dead(error: error) : .quarantined(error: error))
            let inspector = Inspector(world.store)
            let listed = try await inspector.buried(of: world.acme, burial)
            #expect(Set(listed.map(\.id)) == Set(ids))
            #expect(listed.allSatisfy { $0.errors == [error] && $0.name == "noop" })
            let (moved, refused) = try await world.store.restore(ids, of: world.acme, from: burial)
            #expect(moved == 5 && refused.isEmpty)
            #expect(try await world.store.restore(ids, of: world.acme, from: burial).moved == 0)
            let worker = try await world.join()
            var claimed: [ClaimedJob] = []
            for _ in 0..<5 { claimed += try await worker.claim(1) }
            #expect(Set(claimed.map(\.id)) == Set(ids))
            for job in claimed {
                let record = try JobRecord(decoding: job.record[...])
                #expect(record.attempts == 0 && record.crashes == 0)
            }
        }
    }

    @Test("what is deleted leaves nothing behind", arguments: Burial.allCases)
    func delete(burial: Burial) async throws {
        try await StoreWorld.with { world in
            let ids = try await bury(world, 3, burial == .dead ? .dead(error: "{}") : .quarantined(error: "{}"))
            #expect(try await world.store.delete(ids, of: world.globex, from: burial) == 0)
            #expect(try await world.store.delete(ids, of: world.acme, from: burial) == 3)
            for id in ids { #expect(try await world.state(world.acme, id) == nil) }
            for keyClass in [TenantKeyClass.job, .payload, .errors, .dead, .quarantine] {
                let key = world.store.keyspace(of: world.acme).key(keyClass)
                #expect(try await world.store.redis.send(RedisCommand("EXISTS", key)).integer() == 0)
            }
        }
    }

    @Test("a damaged envelope is listed and deleted, and never put back", arguments: [0, 5, 12, 40])
    func damaged(length: Int) async throws {
        try await StoreWorld.with { world in
            let id = try await bury(world, 1, .quarantined(error: "{}"))[0]
            let key = world.store.keyspace(of: world.acme).key(.job)
            var write = RedisCommand("HSET", key)
            write.append(id.bytes)
            write.append(Array(world.record(id, world.globex).encoded().prefix(length)))
            _ = try await world.store.redis.send(write)
            let listed = try await Inspector(world.store).buried(of: world.acme, .quarantined)
            #expect(listed.map(\.id) == [id])
            #expect(try await world.store.restore([id], of: world.acme, from: .quarantined).refused == [id])
            #expect(try await Inspector(world.store).buriedCount(of: world.acme, .quarantined) == 1)
            #expect(try await world.store.delete([id], of: world.acme, from: .quarantined) == 1)
        }
    }

    @Test("a record that belongs to another tenant is never put back")
    func foreign() async throws {
        try await StoreWorld.with { world in
            let id = try await bury(world, 1, .quarantined(error: "{}"))[0]
            var write = RedisCommand("HSET", world.store.keyspace(of: world.acme).key(.job))
            write.append(id.bytes)
            write.append(world.record(id, world.globex).encoded())
            _ = try await world.store.redis.send(write)
            #expect(try await world.store.restore([id], of: world.acme, from: .quarantined).refused == [id])
        }
    }

    @Test("what is too old or too much is removed, page by page, and a round is done once")
    func trim() async throws {
        try await StoreWorld.with { world in
            let dead = try await bury(world, 7, .dead(error: "{}"))
            let other = try await bury(world, 2, .quarantined(error: "{}"))
            func round(_ most: Int, _ age: Duration, every: Duration = .zero) async throws -> Int {
                var removed = 0
                for _ in 0..<100 {
                    let page = try await world.store.trim(
                        every: every, keepBuried: age, mostBuried: most, tenants: 1, jobs: 2)
                    removed += page.removed
                    if !page.hasMore { break }
                }
                return removed
            }
            #expect(try await round(4, .seconds(3600)) == 3)
            #expect(try await round(4, .seconds(3600)) == 0)
            let inspector = Inspector(world.store)
            #expect(try await inspector.buried(of: world.acme, .dead).count == 4)
            #expect(try await inspector.buriedCount(of: world.acme, .quarantined) == 2)
            #expect(Set(try await inspector.buried(of: world.acme, .dead).map(\.id)).isSubset(of: dead))
            #expect(try await round(1000, .milliseconds(-1000), every: .seconds(3600)) == 6)
            #expect(try await round(1000, .milliseconds(-1000)) == 0)
            for burial in Burial.allCases { #expect(try await inspector.buriedCount(of: world.acme, burial) == 0) }
            for id in dead { #expect(try await world.state(world.acme, id) == nil) }
            for id in other { #expect(try await world.state(world.acme, id) == nil) }
        }
    }

    @Test("what a worker holds is listed with its fence, so that it can be given back")
    func held() async throws {
        try await StoreWorld.with { world in
            let ids = try await world.fill(world.acme, 3)
            let worker = try await world.join()
            let other = try await world.join()
            var jobs = try await worker.claim(1)
            jobs += try await worker.claim(1)
            _ = try await other.claim(1)
            let held = try await world.store.held(by: worker.id)
            #expect(Set(held.map(\.id)) == Set(ids.prefix(2)))
            #expect(Set(held.map(\.claim.fence)) == Set(jobs.map(\.claim.fence)))
            let settled = held.map {
                SettledJob(
                    claim: $0.claim, id: $0.id, attempt: 1, runMicroseconds: 0, isPayloadApart: false, recordBytes: 0,
                    settlement: .released)
            }
            let reply = try await world.store.exchange(
                ExchangeRequest(worker: worker.id, call: 0, wanted: 0, settled: settled))
            #expect(reply.refused.isEmpty)
            #expect(try await world.store.held(by: worker.id).isEmpty)
            #expect(try await worker.claim(1).map(\.id) == [ids[0]])
        }
    }
}
