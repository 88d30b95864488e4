/// Holds what is known of a job without reading its payload.
///
/// The header is made once, at the first enqueue, and its bytes stay the same for every attempt, so that retrying,
/// listing and burying a job need neither its type nor its tenant's own data.
package struct JobHeader: Hashable, Sendable {
    /// Identifies the job.
    package var id: JobID
    /// Names the tenant that owns the job.
    package var tenant: TenantID
    /// Names the queue that the job is in.
    package var queue: QueueName
    /// Names the kind of job.
    package var name: JobName
    /// Overrides the number of runs that the job's type allows.
    package var maximumAttempts: Int?
    /// Overrides the time that one run may take, in milliseconds.
    package var timeoutMilliseconds: Int?
    /// Carries the trace context of the producer (W3C `traceparent`).
    package var trace: String?
    /// Says who caused the job; for logs and audits, never to find the tenant.
    package var actor: String?
    /// Groups jobs of one name of which only so many may run at a time, such as those of one account.
    package var limitKey: String?
    /// Tells the lanes of one queue and name apart: by limit key and by cost, see ``LaneName``.
    package var laneSuffix: String

    /// Makes a header.
    package init(
        id: JobID, tenant: TenantID, queue: QueueName, name: JobName, maximumAttempts: Int? = nil,
        timeoutMilliseconds: Int? = nil, trace: String? = nil, actor: String? = nil, limitKey: String? = nil,
        laneSuffix: String = ""
    ) {
        self.id = id
        self.tenant = tenant
        self.queue = queue
        self.name = name
        self.maximumAttempts = maximumAttempts
        self.timeoutMilliseconds = timeoutMilliseconds
        self.trace = trace
        self.actor = actor
        self.limitKey = limitKey
        self.laneSuffix = laneSuffix
    }

    /// Names the job's lane among its tenant's lanes.
    package var lane: LaneName { LaneName(queue: queue, job: name, suffix: laneSuffix) }
}
