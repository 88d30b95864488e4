/// Holds all that was known of a job at one instant.
public struct JobSnapshot: Hashable, Sendable {
    /// Points at the job.
    public let ref: JobRef
    /// Names the kind of job.
    public let name: JobName
    /// Says where the job is in its life.
    public let state: JobState
    /// Counts the runs that have begun: a job that waits for its first one has 0.
    public let attempt: Int
    /// Counts the workers that died while they ran the job.
    public let crashes: Int
    /// Holds the result as JSON; `nil` when the job has not succeeded or its type returns none.
    public let result: [UInt8]?
    /// Holds the payload; `nil` when the job has finished.
    public let payload: [UInt8]?
    /// Lists what went wrong in the last runs, a JSON object each, oldest first.
    public let errors: [String]
    /// Gives the instant at which the job becomes due, died, was quarantined or finished, in milliseconds since 1970 of
    /// the server's time.
    public let instant: Int64?
    /// Gives the run time of the last run in microseconds, for a finished job.
    public let runMicroseconds: Int?
    /// Names the worker that runs the job.
    public let worker: String?
    /// Says who caused the job.
    public let actor: String?
    /// Is the token of the claim under which the job ended; `nil` when it has not finished.
    package let fence: Int64?
    /// Says how far the run is; `nil` when it does not run or has said nothing.
    public let progress: JobProgress?
    /// Orders the job among its tenant's, from -100 to 100; 0 when it has finished.
    public let priority: Int
    /// Groups jobs of this name of which only so many may run at a time.
    public let limitKey: String?
    /// Gives the instant after which the job is not worth starting, in milliseconds since 1970 of the server's time.
    public let expires: Int64?

    /// Makes a snapshot.
    package init(
        ref: JobRef, name: JobName, state: JobState, attempt: Int, crashes: Int = 0, result: [UInt8]? = nil,
        payload: [UInt8]? = nil, errors: [String] = [], instant: Int64? = nil, runMicroseconds: Int? = nil,
        worker: String? = nil, actor: String? = nil, progress: JobProgress? = nil, fence: Int64? = nil,
        priority: Int = 0, limitKey: String? = nil, expires: Int64? = nil
    ) {
        self.ref = ref
        self.name = name
        self.state = state
        self.attempt = attempt
        self.crashes = crashes
        self.result = result
        self.payload = payload
        self.errors = errors
        self.instant = instant
        self.runMicroseconds = runMicroseconds
        self.worker = worker
        self.actor = actor
        self.progress = progress
        self.fence = fence
        self.priority = priority
        self.limitKey = limitKey
        self.expires = expires
    }

    /// Identifies the job within its tenant.
    public var id: JobID { ref.id }
    /// Names the tenant that owns the job.
    public var tenant: TenantID { ref.tenant }
    /// Names the queue that the job is or was in.
    public var queue: QueueName { ref.queue }
}
