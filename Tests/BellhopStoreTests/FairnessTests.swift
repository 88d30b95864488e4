import BellhopCore
import BellhopRedis
import BellhopStore
import BellhopTesting
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct FairnessTests {
    @Test(
        "two tenants with long jobs take turns, whatever their backlogs",
        arguments: [(1.0, 1.0), (1.0, 3.0), (0.5, 2.0)])
    func weights(acme: Double, globex: Double) async throws {
        try await StoreWorld.with { world in
            _ = try await world.store.setTenant(world.acme, TenantChange(weight: TenantWeight(acme)))
            _ = try await world.store.setTenant(world.globex, TenantChange(weight: TenantWeight(globex)))
            _ = try await world.fill(world.acme, 900)
            _ = try await world.fill(world.globex, 300)
            let worker = try await world.join()
            var taken: [TenantID: Int] = [:]
            for _ in 0..<200 {
                let jobs = try await worker.claim(1)
                taken[jobs[0].claim.tenant, default: 0] += 1
                try await worker.settle(jobs, .succeeded(result: nil), microseconds: 10_000)
            }
            let share = Double(taken[world.globex] ?? 0) / 200
            #expect(abs(share - globex / (acme + globex)) < 0.03)
        }
    }

    @Test("shares are of worker time and not of jobs")
    func time() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 1000)
            _ = try await world.fill(world.globex, 1000)
            let worker = try await world.join()
            var spent: [TenantID: Int] = [:]
            for _ in 0..<400 {
                let jobs = try await worker.claim(1)
                let cost = jobs[0].claim.tenant == world.acme ? 2_000 : 40_000
                spent[jobs[0].claim.tenant, default: 0] += cost
                try await worker.settle(jobs, .succeeded(result: nil), microseconds: cost)
            }
            let share = Double(spent[world.acme] ?? 0) / Double(spent.values.reduce(0, +))
            #expect(abs(share - 0.5) < 0.05)
        }
    }

    @Test("a newcomer starts after at most one pick of each ready tenant, and idling earns no credit")
    func newcomer() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 500)
            let worker = try await world.join()
            for _ in 0..<50 {
                try await worker.settle(try await worker.claim(1), .succeeded(result: nil), microseconds: 50_000)
            }
            _ = try await world.fill(world.globex, 100)
            var order: [TenantID] = []
            for _ in 0..<20 {
                let jobs = try await worker.claim(1)
                order.append(jobs[0].claim.tenant)
                try await worker.settle(jobs, .succeeded(result: nil), microseconds: 50_000)
            }
            #expect(order.prefix(2).contains(world.globex))
            #expect(abs(order.filter { $0 == world.globex }.count - 10) <= 1)
        }
    }

    @Test("short jobs are taken by the quantum, unseen and long ones one by one")
    func quantum() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 200)
            let worker = try await world.join()
            let unseen = try await worker.exchange(8).jobs
            #expect(Set(unseen.map { ObjectIdentifier($0.claim) }).count == unseen.count)
            try await worker.settle(unseen, .succeeded(result: nil), microseconds: 100)
            let short = try await worker.exchange(20).jobs
            #expect(short.filter { $0.claim === short[0].claim }.count == 20)
            try await worker.settle(short, .succeeded(result: nil), microseconds: 5_000_000)
            let long = try await worker.exchange(4).jobs
            #expect(Set(long.map { ObjectIdentifier($0.claim) }).count == 4)
        }
    }

    @Test("a refund of long jobs gives no credit over those that were never charged, and a long run no endless debt")
    func boundedCorrections() async throws {
        try await StoreWorld.with { world in
            _ = try await world.fill(world.acme, 200)
            let worker = try await world.join()
            for _ in 0..<3 {
                try await worker.settle(try await worker.claim(1), .succeeded(result: nil), microseconds: 600_000_000)
            }
            let long = try await worker.claim(8)
            try await worker.settle(long, .released)
            _ = try await world.fill(world.globex, 200)
            var taken: [TenantID: Int] = [:]
            for _ in 0..<20 {
                let jobs = try await worker.claim(1)
                taken[jobs[0].claim.tenant, default: 0] += 1
                try await worker.settle(jobs, .succeeded(result: nil), microseconds: 20_000_000)
            }
            #expect(try #require(taken[world.globex]) >= 5)
            #expect(try #require(taken[world.acme]) >= 5)
        }
    }

    @Test("a cap bounds valid claims to the job, blocks no one else, and frees on settle")
    func caps() async throws {
        try await StoreWorld.with { world in
            _ = try await world.store.setTenant(world.acme, TenantChange(concurrencyCap: 2))
            _ = try await world.fill(world.acme, 10)
            _ = try await world.fill(world.globex, 3)
            let worker = try await world.join()
            let first = try await worker.claim(20)
            #expect(first.filter { $0.claim.tenant == world.acme }.count == 2)
            #expect(first.filter { $0.claim.tenant == world.globex }.count == 3)
            #expect(try await worker.claim(20).isEmpty)
            let own = first.filter { $0.claim.tenant == world.acme }
            try await worker.settle([own[0]], .succeeded(result: nil))
            #expect(try await worker.claim(20).count == 1)
            _ = try await world.store.setTenant(world.acme, TenantChange(concurrencyCap: 4))
            #expect(try await worker.claim(20).count == 2)
            _ = try await world.store.setTenant(world.acme, TenantChange(concurrencyCap: .some(nil)))
            #expect(try await worker.claim(20).count == 5)
        }
    }

    @Test("a suspended tenant's jobs wait, with no attempt used, and resume in their old order")
    func suspended() async throws {
        try await StoreWorld.with { world in
            let ids = try await world.fill(world.acme, 5)
            _ = try await world.store.setTenant(world.acme, TenantChange(state: .suspended))
            let later = try await world.fill(world.acme, 1)
            let due = world.id()
            try await world.enqueue(world.acme, [due], start: .after(.zero))
            let worker = try await world.join()
            #expect(try await worker.claim(10).isEmpty)
            #expect(try await world.store.drained(queues: []).isDrained)
            #expect(try await Inspector(world.store).summary(of: world.acme).ready == 7)
            _ = try await world.store.setTenant(world.acme, TenantChange(state: .active))
            var order: [JobID] = []
            for _ in 0..<7 { order += try await worker.claim(1).map(\.id) }
            #expect(order == ids + later + [due])
        }
    }

    @Test("a tenant with many kinds of job gives them in the order of their heads")
    func lanes() async throws {
        try await StoreWorld.with { world in
            var ids: [JobID] = []
            for index in 0..<30 { ids += try await world.fill(world.acme, 1, name: JobName("kind-\(index % 3)")) }
            let worker = try await world.join()
            var order: [JobID] = []
            for _ in 0..<30 { order += try await worker.claim(1).map(\.id) }
            #expect(order == ids)
        }
    }
}
