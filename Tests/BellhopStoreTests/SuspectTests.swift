import BellhopCore
import BellhopRedis
import BellhopStore
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct SuspectTests {
    private func crashes(_ world: StoreWorld, _ id: JobID) async throws -> Int? {
        try await world.store.inspect(JobKey(tenant: world.acme, id: id))?.crashes
    }

    /// Lets a worker claim what it gets for `slots`, start its suspect if it has one, and die.
    private func die(_ world: StoreWorld, claiming slots: Int, starting: Bool = true) async throws -> [JobID] {
        let worker = try await world.join(lease: .milliseconds(1))
        let jobs = try await worker.claim(slots)
        for job in jobs where try JobRecord(decoding: job.record[...]).crashes > 0 && starting {
            let holds = try await world.store.start(
                suspect: JobKey(tenant: world.acme, id: job.id), by: worker.id)
            #expect(holds)
        }
        for _ in 0..<100 where try await world.store.reap(longestLease: .seconds(60)).hasMore {}
        return jobs.map(\.id)
    }

    @Test("a worker holds one suspect at a time, and its other slots go to other jobs")
    func oneAtATime() async throws {
        try await StoreWorld.with { world in
            let suspects = try await world.fill(world.acme, 3)
            #expect(try await die(world, claiming: 3).count == 3)
            let others = try await world.fill(world.acme, 2)
            let globex = try await world.fill(world.globex, 2)
            let worker = try await world.join()
            let first = try await worker.claim(8)
            #expect(Set(first.map(\.id)).subtracting(suspects) == Set(others + globex))
            #expect(first.count == 5)
            let held = first.filter { suspects.contains($0.id) }
            #expect(try await worker.claim(8).isEmpty)
            let second = try await world.join()
            #expect(try await second.claim(8).count == 1)
            try await worker.settle(held, .succeeded(result: nil))
            #expect(try await worker.claim(8).count == 1)
        }
    }

    @Test("the third crash alone quarantines a job, with what was known, and its neighbours never pay")
    func quarantine() async throws {
        try await StoreWorld.with { world in
            let killer = try await world.fill(world.acme, 1)[0]
            #expect(try await die(world, claiming: 1) == [killer])
            let neighbours = try await world.fill(world.acme, 4)
            for round in 1...2 {
                #expect(try await crashes(world, killer) == round)
                #expect(try await die(world, claiming: 5).count == 5)
            }
            let snapshot = try #require(try await world.store.inspect(JobKey(tenant: world.acme, id: killer)))
            #expect(snapshot.state == .quarantined)
            #expect(snapshot.crashes == 3)
            #expect(snapshot.attempt == 0)
            #expect(snapshot.errors.last?.contains("crashed") == true)
            for id in neighbours {
                #expect(try await crashes(world, id) == 0)
                #expect(try await world.state(world.acme, id) == .ready)
            }
            #expect(try await Inspector(world.store).summary(of: world.acme).running == 0)
        }
    }

    @Test("a suspect that had not been started is not blamed, and its neighbours are looked at instead")
    func notStarted() async throws {
        try await StoreWorld.with { world in
            let suspect = try await world.fill(world.acme, 1)[0]
            _ = try await die(world, claiming: 1)
            let other = try await world.fill(world.acme, 1)[0]
            #expect(try await die(world, claiming: 2, starting: false).count == 2)
            #expect(try await crashes(world, suspect) == 1)
            #expect(try await crashes(world, other) == 1)
        }
    }

    @Test("a suspect stays one through retry, release and promotion, and can be cancelled in each of them")
    func stays() async throws {
        try await StoreWorld.with { world in
            let ids = try await world.fill(world.acme, 3)
            _ = try await die(world, claiming: 3)
            let worker = try await world.join()
            let first = try await worker.claim(3)
            #expect(first.count == 1)
            try await worker.settle(first, .retry(after: .zero, error: "{}"))
            let again = try await worker.claim(3)
            #expect(again.count == 1)
            try await worker.settle(again, .released)
            for id in ids { #expect(try await world.store.cancel(JobKey(tenant: world.acme, id: id)) == .cancelled) }
            let summary = try await Inspector(world.store).summary(of: world.acme)
            #expect(summary.ready + summary.due + summary.running == 0)
            #expect(try await worker.claim(3).isEmpty)
            #expect(try await world.store.drained(queues: []).isDrained)
        }
    }

    @Test(
        "a job that was cancelled while it ran ends as cancelled, however its worker lets go of it",
        arguments: ["retry", "snooze", "release", "reap"])
    func cancelledMeanwhile(way: String) async throws {
        try await StoreWorld.with { world in
            let ids = try await world.fill(world.acme, 2)
            let worker = try await world.join(lease: way == "reap" ? .milliseconds(1) : .seconds(60))
            let jobs = try await worker.claim(1) + (try await worker.claim(1))
            #expect(try await world.store.cancel(JobKey(tenant: world.acme, id: ids[0])) == .marked)
            switch way {
            case "retry": try await worker.settle(jobs, .retry(after: .seconds(60), error: "{}"))
            case "snooze": try await worker.settle(jobs, .snooze(.seconds(60)))
            case "release": try await worker.settle(jobs, .released)
            default: for _ in 0..<100 where try await world.store.reap(longestLease: .seconds(60)).hasMore {}
            }
            #expect(try await world.state(world.acme, ids[0]) == .cancelled)
            let other = try await world.state(world.acme, ids[1])
            #expect(other == (way == "retry" || way == "snooze" ? .due : .ready))
            let key = world.store.keys.key(.cancels, worker.id.rawValue)
            #expect(try await world.store.redis.send(RedisCommand("EXISTS", key)).integer() == 0)
        }
    }
}
