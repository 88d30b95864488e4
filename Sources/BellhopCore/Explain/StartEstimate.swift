/// Estimates when a ready job starts, from what stands before it.
///
/// The share of a tenant grows with virtual time: until the job's turn comes at virtual time T, another tenant of weight w whose
/// tag is t takes at most (T - t) × w of worker time, and no more than it has. What all of them take, and what the job's own
/// tenant has before it, goes through the slots side by side; the tenant's own cap and rate may be slower than that.
package struct StartEstimate: Sendable {
    /// Holds what another tenant has that may run before the job.
    package struct Rival: Sendable {
        /// Gives its virtual time, in microseconds.
        package var tag: Int
        /// Gives its weight in hundredths.
        package var weight: Int
        /// Gives the worker time of its ready jobs, in microseconds.
        package var work: Int

        /// Makes a rival.
        package init(tag: Int, weight: Int, work: Int) {
            self.tag = tag
            self.weight = weight
            self.work = work
        }
    }

    /// Gives the virtual time at which the tenant's next pick starts, in microseconds.
    package var tag: Int
    /// Gives the tenant's weight in hundredths.
    package var weight: Int
    /// Counts the tenant's jobs before this one.
    package var ahead: Int
    /// Gives their worker time in microseconds.
    package var work: Int
    /// Counts the slots of the workers that would run the job.
    package var slots: Int
    /// Bounds the tenant's jobs that run at a time.
    package var cap: Int?
    /// Bounds how often the tenant's jobs are started.
    package var rate: RateLimit?
    /// Lists tenants before it in the ring.
    package var rivals: [Rival]
    /// Counts all tenants before it in the ring, those included that are not among the rivals.
    package var rivalCount: Int

    /// Makes an estimate's premises.
    package init(
        tag: Int, weight: Int, ahead: Int, work: Int, slots: Int, cap: Int? = nil, rate: RateLimit? = nil,
        rivals: [Rival] = [], rivalCount: Int? = nil
    ) {
        self.tag = tag
        self.weight = max(1, weight)
        self.ahead = ahead
        self.work = work
        self.slots = slots
        self.cap = cap
        self.rate = rate
        self.rivals = rivals
        self.rivalCount = rivalCount ?? rivals.count
    }

    /// Gives the time until the job starts; `nil` when no slot would ever run it.
    package var wait: Duration? {
        guard slots > 0 else { return nil }
        let turn = tag + work * 100 / weight
        var taken = 0.0
        for rival in rivals { taken += Double(min(rival.work, max(0, turn - rival.tag) * rival.weight / 100)) }
        if !rivals.isEmpty { taken *= Double(max(rivalCount, rivals.count)) / Double(rivals.count) }
        var microseconds = (taken + Double(work)) / Double(slots)
        if let cap { microseconds = max(microseconds, Double(work) / Double(min(cap, slots))) }
        if let rate {
            microseconds = max(microseconds, Double(max(0, ahead + 1 - rate.burst) * rate.intervalMicroseconds))
        }
        return .microseconds(Int64(microseconds))
    }
}
