/// Says why a job does not run, or that it does, and when it may start.
public struct JobExplanation: Sendable, Hashable {
    /// Says one thing that keeps a job from running.
    public struct Reason: Sendable, Hashable {
        /// Names the kind of reason, for machines.
        public let code: Code
        /// Says it in a sentence, with the values.
        public let message: String

        /// Makes a reason.
        package init(_ code: Code, _ message: String) {
            self.code = code
            self.message = message
        }
    }

    /// Names a kind of reason.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String {
            case running, ended, due, followsKey, tenantSuspended, tenantPaused, tenantCap, tenantRate
            case queuePaused, queueCap, jobPaused, jobCap, keyCap, jobRate, noWorker, noWorkerForQueue, noWorkerForName,
                share
        }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// Gives the code's name, as it stands in JSON output.
        public var description: String { kind.rawValue }

        /// It runs.
        public static let running = Code(.running)
        /// It has ended, or is buried.
        public static let ended = Code(.ended)
        /// Its time has not come.
        public static let due = Code(.due)
        /// Another job stands for its unique key, and it follows.
        public static let followsKey = Code(.followsKey)
        /// The tenant is suspended.
        public static let tenantSuspended = Code(.tenantSuspended)
        /// The tenant is paused.
        public static let tenantPaused = Code(.tenantPaused)
        /// The tenant has as many running jobs as it may.
        public static let tenantCap = Code(.tenantCap)
        /// The tenant's rate allows no start yet.
        public static let tenantRate = Code(.tenantRate)
        /// The queue is paused, for all or for the tenant.
        public static let queuePaused = Code(.queuePaused)
        /// The queue has as many running jobs as it may, over all tenants or of this one.
        public static let queueCap = Code(.queueCap)
        /// Jobs of its name are paused.
        public static let jobPaused = Code(.jobPaused)
        /// As many jobs of its name run as may.
        public static let jobCap = Code(.jobCap)
        /// As many jobs of its limit key run as may.
        public static let keyCap = Code(.keyCap)
        /// The rate of its name allows no start yet.
        public static let jobRate = Code(.jobRate)
        /// No worker is there.
        public static let noWorker = Code(.noWorker)
        /// No worker serves its queue.
        public static let noWorkerForQueue = Code(.noWorkerForQueue)
        /// No worker that serves its queue knows its name.
        public static let noWorkerForName = Code(.noWorkerForName)
        /// Nothing but its turn: other jobs come first.
        public static let share = Code(.share)
    }

    /// Points at the job.
    public let ref: JobRef
    /// Says where the job is in its life.
    public let state: JobState
    /// Lists what keeps it from running, the most lasting first.
    public let reasons: [Reason]
    /// Counts the tenant's ready jobs of the queue before it; `nil` when it is not ready.
    public let position: Int?
    /// Counts the tenants whose turn comes before the job's; `nil` when it is not ready.
    public let tenantsBefore: Int?
    /// Estimates the time until it starts, from the measured run times of what comes before; `nil` when something keeps it from
    /// running that has no known end.
    public let estimatedWait: Duration?

    /// Makes an explanation.
    package init(
        ref: JobRef, state: JobState, reasons: [Reason], position: Int? = nil, tenantsBefore: Int? = nil,
        estimatedWait: Duration? = nil
    ) {
        self.ref = ref
        self.state = state
        self.reasons = reasons
        self.position = position
        self.tenantsBefore = tenantsBefore
        self.estimatedWait = estimatedWait
    }
}
