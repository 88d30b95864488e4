import BellhopCore
import BellhopStore
import TestSupport

/// Makes up a history at random: the same for the same seed.
struct SchedulerHistory {
    static let tenants = [TenantID(stored: "acme"), TenantID(stored: "globex"), TenantID(stored: "initech")]
    static let queues: [QueueName] = ["default", "mail"]
    static let jobs: [JobName] = ["long", "quick", "send"]
    static let kinds: [TenantKind] = ["free"]
    static let keys = [nil, "k1", "k2"]
    static let lanes = queues.flatMap { queue in
        jobs.flatMap { job in
            keys.flatMap { key in
                [1, 3].map {
                    FairLane(LaneName(queue: queue, job: job, suffix: LaneName.suffix(keyDigest: key, cost: $0)))
                }
            }
        }
    }

    private var random: SeededNumbers
    private var lastJob: UInt64 = 0
    /// Histories have characters: some know no limits, others have few tenants or short jobs only.
    private let hasLimits: Bool
    private let hasReaps: Bool
    private let longest: Int
    private let crowd: Int

    init(seed: UInt64) {
        random = SeededNumbers(seed: seed)
        hasLimits = Int.random(in: 0..<4, using: &random) > 0
        hasReaps = Bool.random(using: &random)
        longest = [1_000, 20_000, 200_000_000].randomElement(using: &random) ?? 1_000
        crowd = Int.random(in: 2...Self.tenants.count, using: &random)
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &random) }
    private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    private mutating func any<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
    private mutating func tenant() -> TenantID { Self.tenants[below(crowd)] }
    private mutating func runTime() -> Int { chance(80) ? 1 + below(min(longest, 3_000)) : 1 + below(longest) }

    /// Makes up the next step; `held` are the jobs that each worker has not settled yet.
    mutating func step(held: [[UInt64]], waiting: () -> [(TenantID, UInt64)]) -> SchedulerStep {
        switch below(100) {
        case 0..<24: enqueue()
        case 24..<62: exchange(held)
        case 62..<74: .wait(micros: chance(3) ? -below(3_000_000) : any([1, 700, 20_000, 1_500_000]) * (1 + below(4)))
        case 74..<76: .beat(below(held.count), charges())
        case 76..<78: hasReaps ? .wait(micros: 31_000_000) : .join(below(held.count))
        case 78..<81: hasReaps ? .reap : .beat(below(held.count), charges())
        case 81..<82: .start(below(held.count))
        case 82..<84:
            cancel(waiting())
        case 84..<86: .join(below(held.count))
        default: hasLimits ? change() : exchange(held)
        }
    }

    private mutating func cancel(_ waiting: [(TenantID, UInt64)]) -> SchedulerStep {
        if waiting.isEmpty { return .reap }
        let (tenant, job) = any(waiting)
        return .cancel(tenant, job)
    }

    private mutating func enqueue() -> SchedulerStep {
        let count = chance(80) ? 1 + below(4) : 1 + below(60)
        let jobs = (1...count).map { lastJob + UInt64($0) }
        lastJob += UInt64(count)
        let lane =
            chance(60)
            ? FairLane(LaneName(queue: any(Self.queues), job: any(Self.jobs))) : any(Self.lanes)
        return .enqueue(
            tenant(), lane, jobs: jobs, priority: chance(80) ? 0 : below(5) - 2,
            delay: chance(85) ? nil : any([0, 5, 2_000]))
    }

    private mutating func exchange(_ held: [[UInt64]]) -> SchedulerStep {
        let worker = below(held.count)
        var ends: [SchedulerStep.End] = []
        let usual = chance(70) ? SchedulerStep.Ending.succeeded : any(SchedulerStep.Ending.allCases)
        for job in held[worker] where chance(60) {
            ends.append(
                SchedulerStep.End(
                    job: job, ending: chance(90) ? usual : any(SchedulerStep.Ending.allCases), micros: runTime(),
                    charged: chance(90) ? 0 : below(100_000)))
        }
        let queues = chance(60) ? [] : chance(50) ? Self.queues : [any(Self.queues)]
        return .exchange(
            worker, wanted: any([0, 1, 1, 2, 4, 8, 40]), queues, delay: any([0, 10, 3_000]), ends: ends)
    }

    private mutating func charges() -> [TenantQueue: Int] {
        var charges: [TenantQueue: Int] = [:]
        for _ in 0..<below(3) { charges[TenantQueue(tenant: tenant(), queue: any(Self.queues))] = 1 + below(longest) }
        return charges
    }

    private mutating func change() -> SchedulerStep {
        switch below(12) {
        case 0: .tenant(tenant(), TenantChange(state: chance(40) ? .suspended : .active))
        case 1: .tenant(tenant(), TenantChange(isPaused: chance(40)))
        case 2: .tenant(tenant(), TenantChange(kind: chance(60) ? .to(any(Self.kinds)) : .inherited))
        case 3...6: .tenant(tenant(), TenantChange(settings: settings()))
        case 7, 8: .kind(any(Self.kinds), settings())
        default:
            switch below(5) {
            case 0: .queue(.pause(any(Self.queues)))
            case 1: .queue(.resume(any(Self.queues)))
            case 2: .queue(.pauseJobs(any(Self.jobs)))
            case 3: .queue(.resumeJobs(any(Self.jobs)))
            default: .queue(.cap(any(Self.queues), chance(60) ? 1 + below(6) : nil))
            }
        }
    }

    private mutating func bound<Value>(_ values: [Value]) -> Bound<Value> {
        switch below(5) {
        case 0: .inherited
        case 1: .none
        default: .to(any(values))
        }
    }

    private mutating func settings() -> TenantSettings {
        let weights = [1, 33, 100, 250, 10_000].map(TenantWeight.init(unchecked:))
        let rates = [
            RateLimit(intervalMicroseconds: 1_000_000, burst: 2), RateLimit(intervalMicroseconds: 333, burst: 1),
            RateLimit(intervalMicroseconds: 50_000, burst: 7),
        ]
        var settings = TenantSettings()
        switch below(11) {
        case 0: settings.weight = bound(weights)
        case 1: settings.concurrencyCap = bound([1, 2, 5, 20])
        case 2: settings.rate = bound(rates)
        case 3: settings.reservedSlots = bound([1, 2, 4])
        case 4: settings.queues[any(Self.queues)] = QueueSettings(weight: bound(weights))
        case 5: settings.queues[any(Self.queues)] = QueueSettings(concurrencyCap: bound([1, 3, 10]))
        case 6: settings.queues[any(Self.queues)] = QueueSettings(isPaused: chance(50))
        case 7: settings.jobs[any(Self.jobs)] = JobSettings(concurrencyCap: bound([1, 2, 6]), keyCap: bound([1, 2]))
        case 8: settings.jobs[any(Self.jobs)] = JobSettings(rate: bound(rates))
        case 9: settings.jobs[any(Self.jobs)] = JobSettings(cost: bound([.microseconds(1), .milliseconds(30)]))
        default: settings.jobs[any(Self.jobs)] = JobSettings(isPaused: chance(50))
        }
        return settings
    }
}
