/// Says in which of the two places a job lies that will not run by itself any more.
public enum Burial: String, Sendable, CaseIterable {
    /// It failed for the last time.
    case dead
    /// It cannot be run as it stands, or workers died with it.
    case quarantined
}

/// Holds what is known of a dead or quarantined job without reading its payload, so that it can be shown whatever its bytes
/// are.
public struct BuriedJob: Hashable, Sendable {
    /// Identifies the job.
    public let id: JobID
    /// Names the tenant that owns it.
    public let tenant: TenantID
    /// Names its queue and its kind; `nil` when its envelope cannot be read.
    public let queue: QueueName?
    /// Names its kind; `nil` when its envelope cannot be read.
    public let name: JobName?
    /// Counts the runs that failed.
    public let attempts: Int
    /// Counts the workers that died while they ran it.
    public let crashes: Int
    /// Gives the instant of its burial, in milliseconds since 1970 of the server's time.
    public let instant: Int64
    /// Lists what went wrong, a JSON object each, oldest first.
    public let errors: [String]

    /// Reads what can be read of a record.
    package init(id: JobID, tenant: TenantID, record: [UInt8]?, instant: Int64, errors: [String]) {
        self.id = id
        self.tenant = tenant
        self.instant = instant
        self.errors = errors
        let mark = record.map { Array($0.prefix(JobRecord.markLength)) } ?? []
        attempts = mark.count < 3 ? 0 : Int(mark[0]) << 8 | Int(mark[1])
        crashes = mark.count < 3 ? 0 : Int(mark[2])
        let read = record.flatMap { try? JobRecord(decoding: $0[...]) }
        queue = read?.header.queue
        name = read?.header.name
    }
}
