/// Holds what is set for a tenant, and where it says nothing itself for its kind.
package struct FairTerms: Sendable {
    private let own: TenantSettings
    private let kind: TenantSettings

    /// Takes a tenant's settings, and its kind's.
    package init(own: TenantSettings, kind: TenantSettings?) {
        self.own = own
        self.kind = kind ?? TenantSettings()
    }

    /// Is the weight in hundredths.
    package var weight: Int { value(\.weight)?.hundredths ?? 100 }
    /// Bounds the claims.
    package var cap: Int? { value(\.concurrencyCap) }
    /// Bounds the starts in time.
    package var rate: RateLimit? { value(\.rate) }
    /// Is the number of slots that are reserved.
    package var reserve: Int? { value(\.reservedSlots) }
    /// Says that there are settings of queues or names.
    package var hasLimits: Bool { own.hasLimits || kind.hasLimits }

    /// Gives the weight in a queue, in hundredths.
    package func weight(in queue: QueueName) -> Int { ownWeight(in: queue) ?? weight }

    /// Gives the weight that was set for a queue, in hundredths.
    package func ownWeight(in queue: QueueName) -> Int? { value(\.queues[queue]?.weight)?.hundredths }

    /// Gives the fixed cost of jobs of a name, in microseconds.
    package func cost(of job: JobName) -> Int? { value(\.jobs[job]?.cost)?.wholeMicroseconds }

    /// Gives the rate of jobs of a name.
    package func rate(of job: JobName) -> RateLimit? { value(\.jobs[job]?.rate) }

    /// Gives the cap behind a limit; for a limit key it is 1 unless set.
    package func cap(of limit: FairLimit) -> Int? {
        switch limit {
        case .queue(let queue): value(\.queues[queue]?.concurrencyCap)
        case .job(let job): value(\.jobs[job]?.concurrencyCap)
        case .key(let job, _):
            own.jobs[job]?.keyCap == nil && kind.jobs[job]?.keyCap == nil ? 1 : value(\.jobs[job]?.keyCap)
        default: nil
        }
    }

    /// Says which pause holds a lane back.
    package func pause(of lane: FairLane) -> FairLimit? {
        if [own, kind].contains(where: { $0.queues[lane.queue]?.isPaused == true }) { return .pausedQueue(lane.queue) }
        if [own, kind].contains(where: { $0.jobs[lane.job]?.isPaused == true }) { return .pausedJob(lane.job) }
        return nil
    }

    private func value<Value>(_ setting: (TenantSettings) -> Bound<Value>?) -> Value? {
        guard case .to(let value) = setting(own) ?? setting(kind) else { return nil }
        return value
    }
}
