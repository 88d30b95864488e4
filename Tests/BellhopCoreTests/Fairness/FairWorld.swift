import BellhopCore

/// Holds a scheduler with one worker, tenants whose jobs take what they are estimated to, and what each was given.
struct FairWorld {
    /// Holds what is known of a tenant beside the scheduler.
    struct Tenant {
        let weight: Double
        var cost: Int
        var spent = 0
        var picks = 0
        var waiting = 0
    }

    static let queue: QueueName = "default"
    static let worker = WorkerID(stored: "w")

    private(set) var scheduler = FairScheduler()
    private(set) var tenants: [TenantID: Tenant] = [:]
    private var lastJob: UInt64 = 0
    private var calls = 0

    init() { scheduler.join(Self.worker, lease: 1_000_000) }

    /// Adds a tenant whose jobs take `cost` microseconds each, fixed or measured; `weight` is in hundredths.
    mutating func add(_ tenant: TenantID, weight: Int, cost: Int, isFixed: Bool = true) {
        scheduler.add(tenant)
        scheduler.set(
            tenant,
            TenantSettings(
                weight: .to(TenantWeight(unchecked: weight)),
                jobs: isFixed ? ["job": JobSettings(cost: .to(.microseconds(cost)))] : [:]
            ))
        tenants[tenant] = Tenant(weight: Double(weight) / 100, cost: cost)
    }

    /// Lets the jobs of a tenant take another time from now on.
    mutating func change(_ tenant: TenantID, cost: Int) { tenants[tenant]?.cost = cost }

    /// Enqueues jobs.
    mutating func fill(_ tenant: TenantID, _ count: Int) {
        let jobs = (1...count).map { JobID(high: 0, low: lastJob + UInt64($0)) }
        lastJob += UInt64(count)
        scheduler.enqueue(tenant, FairLane(LaneName(queue: Self.queue, job: "job")), jobs)
        tenants[tenant]?.waiting += count
    }

    /// Gives what a pick costs at most over the weight, in microseconds.
    func largest(_ tenant: TenantID) -> Double {
        guard let tenant = tenants[tenant] else { return 0 }
        let options = scheduler.options
        let jobs = max(1, min(options.jobsPerPick, options.quantum / tenant.cost))
        return Double(jobs * tenant.cost) / tenant.weight
    }

    /// Gives the worker time that a tenant was given over its weight, in microseconds.
    func share(_ tenant: TenantID) -> Double { tenants[tenant].map { Double($0.spent) / $0.weight } ?? 0 }

    /// Runs one call's jobs to their ends, and gives the tenants in the order of their picks, calling `body` after each.
    mutating func run(wanted: Int, _ body: (FairWorld, TenantID) -> Void = { _, _ in }) -> Int {
        calls += 1
        let picks = scheduler.exchange(Self.worker, call: calls, wanted: wanted)
        for pick in picks {
            let cost = tenants[pick.tenant]?.cost ?? 0
            tenants[pick.tenant]?.spent += pick.jobs.count * cost
            tenants[pick.tenant]?.picks += 1
            tenants[pick.tenant]?.waiting -= pick.jobs.count
            body(self, pick.tenant)
        }
        let ended = picks.map {
            FairSettlement(
                tenant: $0.tenant, claim: $0.claim, ending: .finished, jobs: $0.jobs,
                measured: $0.jobs.count * (tenants[$0.tenant]?.cost ?? 0))
        }
        _ = scheduler.exchange(Self.worker, call: calls, wanted: 0, settling: ended)
        return picks.count
    }
}
