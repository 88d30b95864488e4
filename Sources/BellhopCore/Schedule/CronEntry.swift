/// Says what is enqueued again and again, and when.
///
///     var entry = try CronEntry("30 2 * * *", in: "Europe/Berlin", job: "report")
///     entry.missed = .once
public struct CronEntry: Sendable, Hashable, Codable {
    /// Gives when: a cron line of five or six fields, `@every 15m`, or a nickname such as `@daily`.
    public let schedule: String
    /// Names the time zone in which the line is read.
    public let zone: String
    /// Names the kind of job.
    public var job: JobName
    /// Names the queue.
    public var queue: QueueName
    /// Holds the payload, as JSON text.
    public var payload: String
    /// Says what becomes of instants at which nobody could enqueue.
    public var missed: MissedRuns
    /// Says until when an instant does not count as missed, in milliseconds.
    public var graceMilliseconds: Int64
    /// Spreads the tenants of a plan over this many milliseconds, each by an offset that is always the same.
    public var spreadMilliseconds: Int64
    /// Overrides the number of runs that the job's type allows.
    public var maximumAttempts: Int?
    /// Is the instant from which `@every` counts, in milliseconds since 1970.
    public var anchor: Int64
    /// Says that nothing is enqueued until it is resumed.
    public var isPaused: Bool
    /// Says for which tenants a plan is: a kind, or all when it is `nil`; it means nothing in a tenant's own entry.
    public var kind: TenantKind?

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - schedule: is a cron line, `@every 15m`, or a nickname.
    ///   - zone: is the name of an IANA time zone.
    ///   - job: names the kind of job.
    ///   - queue: names the queue.
    ///   - payload: is JSON text.
    ///   - anchor: is the instant from which `@every` counts, in milliseconds since 1970.
    /// - Throws: ``BellhopError/Code/invalidValue`` when the line or the zone is none.
    public init(
        _ schedule: String, in zone: String = "UTC", job: JobName, queue: QueueName = .default, payload: String = "{}",
        anchor: Int64 = 0
    ) throws(BellhopError) {
        _ = try CronSchedule(CronExpression(schedule), in: TimeZoneRules(named: zone))
        self.schedule = schedule
        self.zone = zone
        self.job = job
        self.queue = queue
        self.payload = payload
        self.missed = .skip
        self.graceMilliseconds = 60_000
        self.spreadMilliseconds = 0
        self.anchor = anchor
        self.isPaused = false
    }

    /// Checks what the types do not.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with what is out of bounds, ``BellhopError/Code/payloadTooLarge``.
    package func validate() throws(BellhopError) {
        guard (0...86_400_000).contains(spreadMilliseconds) else {
            throw BellhopError(
                .invalidValue, "a spread of \(spreadMilliseconds) ms is out of bounds: it goes from 0 to a day")
        }
        guard (1...31 * 86_400_000).contains(graceMilliseconds) else {
            throw BellhopError(
                .invalidValue, "a grace of \(graceMilliseconds) ms is out of bounds: it goes from 1 ms to 31 days")
        }
        if let maximumAttempts, !(1...65_535).contains(maximumAttempts) {
            throw BellhopError(.invalidValue, "\(maximumAttempts) attempts are out of bounds: they go from 1 to 65535")
        }
        guard payload.utf8.count <= 16 << 10 else {
            throw BellhopError(
                .payloadTooLarge,
                "a payload of \(payload.utf8.count) bytes is too large for a schedule: it may have 16384; name a file or a row "
                    + "in it instead")
        }
    }
}
