extension FairScheduler {
    /// Starts no more jobs of a queue, or lets them go on.
    package mutating func pause(_ queue: QueueName, _ isPaused: Bool = true) {
        queues[queue, default: FairQueue()].isPaused = isPaused
    }

    /// Bounds the jobs of a queue that workers hold, of all tenants together.
    package mutating func cap(_ queue: QueueName, at cap: Int?) {
        queues[queue, default: FairQueue()].cap = cap
        let held = tenants.values.reduce(0) { $0 + $1.running.values.count { $0.lane.queue == queue } }
        queues[queue]?.used = cap == nil ? 0 : held
    }

    /// Starts no more jobs of a name, or lets them go on, for which the claim calls that follow look at all tenants anew.
    package mutating func pause(_ job: JobName, _ isPaused: Bool = true) {
        if isPaused {
            pausedJobs.insert(job)
        } else if pausedJobs.remove(job) != nil {
            refills[.sweep(kind: nil, after: nil, old: 1, new: 1)] = now
        }
    }
}
