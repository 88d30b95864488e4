/// Describes a kind of job: the values that it carries and the code that runs them.
///
/// A job is encoded as JSON when it is enqueued and decoded by the worker, inside its tenant's scope. `Output` is what
/// ``run(in:)`` returns: a `Codable` type is kept as the job's result, `Void` keeps none.
///
///     struct SendInvoice: Job {
///         let id: Int
///         func run(in context: JobContext) async throws { context.logger.info("sending") }
///     }
public protocol Job: Codable, Sendable {
    /// Is what the job returns: a `Codable` type, or `Void`.
    associatedtype Output: Sendable = Void

    /// Names the kind of job; the type's own name unless said otherwise. Renaming the type then orphans waiting jobs.
    static var name: JobName { get }
    /// Names the queue that jobs of this type go to; `default` unless said otherwise.
    static var queue: QueueName { get }
    /// Says how often a failing job is run, and when again.
    static var retry: RetryPolicy { get }
    /// Bounds the time of one run; 30 minutes unless said otherwise.
    static var timeout: Duration { get }
    /// Says that an error may end a job of this type without a dead letter; `false` unless said otherwise, because what
    /// is discarded is gone.
    static var mayDiscard: Bool { get }

    /// Does the work, at least once.
    ///
    /// It runs in the tenant's scope, is cancelled when its time is up, when somebody cancels the job and when the worker
    /// has to stop, and must then return soon. Errors lead to a retry by ``retry`` unless they decide otherwise, see
    /// ``DecidesRetry``.
    func run(in context: JobContext) async throws -> Output
}

extension Job {
    /// Names the kind of job by the type's own name.
    public static var name: JobName { JobName(stored: String(describing: Self.self)) }
    /// Sends jobs of this type to the queue `default`.
    public static var queue: QueueName { .default }
    /// Retries by ``RetryPolicy/default``.
    public static var retry: RetryPolicy { .default }
    /// Bounds one run to 30 minutes.
    public static var timeout: Duration { .seconds(1800) }
    /// Keeps what fails for the last time as dead.
    public static var mayDiscard: Bool { false }

    /// Checks the name, which may come from a type whose name fits no grammar.
    static func checkedName() throws(BellhopError) -> JobName { try JobName(name.rawValue) }
}
