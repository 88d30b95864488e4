import BellhopCore
import BellhopStore

/// Is one thing that happens to the store and to the model of its scheduler alike.
///
/// A step that has lost its meaning, because steps before it were left out, does nothing to either.
enum SchedulerStep: Sendable, CustomStringConvertible {
    /// Says how a job ends.
    enum Ending: Int, Sendable, CaseIterable {
        case succeeded, retry, snooze, dead, quarantined, released
    }

    /// Says how long a job took, in microseconds, and how it ends.
    struct End: Sendable {
        let job: UInt64
        let ending: Ending
        let micros: Int
        let charged: Int
    }

    case wait(micros: Int)
    case enqueue(TenantID, FairLane, jobs: [UInt64], priority: Int, delay: Int?)
    case cancel(TenantID, UInt64)
    case join(Int)
    case beat(Int, [TenantQueue: Int])
    case exchange(Int, wanted: Int, [QueueName], delay: Int, ends: [End])
    case start(Int)
    case reap
    case tenant(TenantID, TenantChange)
    case kind(TenantKind, TenantSettings)
    case queue(QueueChange)

    var description: String {
        switch self {
        case .wait(let micros): "wait \(micros) µs"
        case .enqueue(let tenant, let lane, let jobs, let priority, let delay):
            "enqueue \(jobs) of \(tenant) to \(lane), priority \(priority), \(delay.map { "in \($0) ms" } ?? "now")"
        case .cancel(let tenant, let job): "cancel \(job) of \(tenant)"
        case .join(let worker): "join \(worker)"
        case .beat(let worker, let charges):
            "beat \(worker), charging "
                + charges.map { "\($0.key.tenant)/\($0.key.queue) \($0.value)" }.joined(separator: ", ")
        case .exchange(let worker, let wanted, let queues, let delay, let ends):
            "worker \(worker) wants \(wanted) of \(queues), delay \(delay) ms, and ends "
                + ends.map { "\($0.job) \($0.ending) \($0.micros)-\($0.charged)" }.joined(separator: ", ")
        case .start(let worker): "worker \(worker) starts its suspect"
        case .reap: "reap"
        case .tenant(let tenant, let change):
            "set \(tenant): state \(change.state.map { "\($0)" } ?? "-"), paused \(change.isPaused.map { "\($0)" } ?? "-"), "
                + "kind \(change.kind.map { "\($0)" } ?? "-"), \(Self.words(change.settings))"
        case .kind(let kind, let settings): "set kind \(kind): \(Self.words(settings))"
        case .queue(let change): "queue: \(change)"
        }
    }

    private static func words(_ settings: TenantSettings) -> String {
        var words: [String] = []
        if let weight = settings.weight { words.append("weight \(weight)") }
        if let cap = settings.concurrencyCap { words.append("cap \(cap)") }
        if let rate = settings.rate { words.append("rate \(rate)") }
        if let slots = settings.reservedSlots { words.append("min \(slots)") }
        for (queue, settings) in settings.queues { words.append("queue \(queue): \(settings)") }
        for (job, settings) in settings.jobs { words.append("jobs \(job): \(settings)") }
        return words.joined(separator: "; ")
    }
}
