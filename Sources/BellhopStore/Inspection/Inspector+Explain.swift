package import BellhopCore
import BellhopRedis
import FoundationEssentials

/// Holds what a tenant uses of the workers against what it is entitled to.
package struct TenantUsage: Sendable {
    /// Is the worker time of the tenant in the last minutes.
    package let used: Duration
    /// Is the worker time of all tenants in the last minutes.
    package let usedByAll: Duration
    /// Is its share by weight among the tenants that have work now, itself included, from 0 to 1.
    package let entitlement: Double
    /// Counts the other tenants that have work now.
    package let rivals: Int

    /// Gives the share of all worker time that it used, from 0 to 1.
    package var share: Double { usedByAll > .zero ? used / usedByAll : 0 }
}

extension Inspector {
    /// Reads what a tenant has used in the last minutes, and what it is entitled to.
    package func usage(of tenant: TenantID, minutes: Int = 5) async throws(BellhopError) -> TenantUsage {
        let reply = try await store.run(UsageScript.script, key: store.keyspace(of: tenant).key(.record)) { command in
            command.append(tenant.rawValue)
            command.append(minutes)
        }
        return try BellhopError.reading("usage") { () throws(RedisError) in
            var cursor = reply.cursor()
            let (own, all) = (try cursor.nextInteger(), try cursor.nextInteger())
            let (weight, others) = (try cursor.nextInteger(), try cursor.nextInteger())
            return TenantUsage(
                used: .microseconds(own), usedByAll: .microseconds(all),
                entitlement: Double(weight) / Double(max(1, weight + others)), rivals: try cursor.nextInteger())
        }
    }

    /// Says why a job does not run, or `nil` when the tenant has no such job.
    package func explain(_ job: JobKey) async throws(BellhopError) -> JobExplanation? {
        guard let snapshot = try await store.inspect(job, withPayload: false) else { return nil }
        if snapshot.state.isSettled {
            return JobExplanation(
                ref: snapshot.ref, state: snapshot.state, reasons: [.init(.ended, "the job is \(snapshot.state)")])
        }
        let reply = try await store.run(ExplainScript.script, key: store.keyspace(of: job.tenant).key(.record)) {
            command in
            command.append(job.tenant.rawValue)
            command.append(job.id.bytes)
            command.append(FairnessOptions().quantum.wholeMicroseconds)
            command.append(400)
        }
        let (facts, rivals) = try BellhopError.reading("explain") { () throws(RedisError) in
            var cursor = reply.cursor()
            var facts: [String: String] = [:]
            while !cursor.isAtEnd {
                let name = try cursor.nextString()
                if name == "gone" { break }
                facts[name] = try cursor.nextString()
                if name == "others" { break }
            }
            var rivals: [StartEstimate.Rival] = []
            while !cursor.isAtEnd {
                rivals.append(
                    .init(
                        tag: try cursor.nextInteger(), weight: try cursor.nextInteger(), work: try cursor.nextInteger())
                )
            }
            return (facts, rivals)
        }
        let crew = WorkerCrew(try await workers())
        return Explanation(snapshot: snapshot, facts: facts, rivals: rivals, crew: crew).explanation
    }
}

/// Counts the slots of the workers by what they serve.
struct WorkerCrew: Sendable {
    private struct Info: Decodable {
        var concurrency: Int?
        var queues: [String]?
        var names: [String]?
    }

    private let workers: [Info]

    init(_ workers: [WorkerSummary]) {
        self.workers = workers.filter { $0.order == nil }.map {
            (try? JSONDecoder().decode(Info.self, from: Data($0.info.utf8))) ?? Info()
        }
    }

    /// Counts slots of workers that serve a queue, and of those the slots of workers that know a name.
    func slots(queue: String, name: String) -> (all: Int, queue: Int, name: Int) {
        var slots = (all: 0, queue: 0, name: 0)
        for worker in workers {
            let own = worker.concurrency ?? 1
            slots.all += own
            guard worker.queues?.isEmpty ?? true || worker.queues?.contains(queue) == true else { continue }
            slots.queue += own
            if worker.names?.contains(name) ?? true { slots.name += own }
        }
        return slots
    }
}
