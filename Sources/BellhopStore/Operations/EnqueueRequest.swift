package import BellhopCore

/// Asks the store to take in jobs of one tenant for one lane.
package struct EnqueueRequest: Sendable {
    /// The most jobs and the most bytes that one call takes in, so that it holds Redis for milliseconds and not more.
    package static let mostJobs = 1000
    package static let mostBytes = 4 << 20
    /// The largest payload that travels with a claim; a larger one is kept apart and fetched by its worker alone.
    package static let largestInline = 16 << 10

    /// Names the tenant that owns the jobs.
    package var tenant: TenantID
    /// Names the lane: queue and kind of job.
    package var lane: LaneName
    /// Says when the jobs may start.
    package var start: StartTime
    /// Says that the ids were made for this call and were never sent before.
    package var idsAreFresh: Bool
    /// Bounds the jobs of the tenant that wait.
    package var mostWaiting: Int
    /// Holds the jobs.
    package var jobs: [JobRecord]
    /// Names the claim under which a job enqueues others; they are refused when it has ended.
    package var parent: ClaimProof?
    /// Identifies the submission of one job: a second one with the same key within the span gives the first one's job.
    package var idempotencyKey: String?
    /// Is how long the idempotency key is remembered.
    package var idempotencySpan: Duration = .seconds(24 * 3600)
    /// Says which jobs may not be in the store twice, if any.
    package var unique: UniqueRequest?
    /// Spreads the jobs over a span of time.
    package var spread: SpreadRequest?
    /// Says after when the jobs are not worth starting.
    package var expiry: StartTime?

    /// Makes a request.
    package init(
        tenant: TenantID, lane: LaneName, start: StartTime = .now, idsAreFresh: Bool, mostWaiting: Int = 1_000_000,
        jobs: [JobRecord]
    ) {
        self.tenant = tenant
        self.lane = lane
        self.start = start
        self.idsAreFresh = idsAreFresh
        self.mostWaiting = mostWaiting
        self.jobs = jobs
    }
}
