/// Describes a failure of Bellhop: a code for machines, a sentence for people, and what caused it.
///
/// A message says what was wrong, with which value, and what to do about it. It never holds a payload or a secret.
///
///     do { try await client.enqueue(job, for: acme) } catch let error where error.code == .unknownTenant {
///         logger.warning("no such tenant", metadata: ["error": "\(error)"])
///     }
public struct BellhopError: Error, Sendable, CustomStringConvertible {
    /// Says which kind of failure it was.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case invalidValue, noActiveTenant, scopeEnded, systemScope, nestedSwitch, crossTenant
            case unknownTenant, tenantGone, tenantExists, backlogFull, payloadTooLarge, duplicateJob
            case notFound, wrongState, unavailable, outcomeUnknown, timedOut, cancelled, storeFull, notAllowed
            case activationFailed, undecodable, unencodable, claimLost, corruptData, configuration, jobFailed
            case notReplicated, newerVersion, abandoned
        }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// Gives the code's name, as it stands in JSON output.
        public var description: String { kind.rawValue }

        /// A name, an id or an option does not fit its grammar.
        public static let invalidValue = Code(.invalidValue)
        /// A tenant is needed here and none is active.
        public static let noActiveTenant = Code(.noActiveTenant)
        /// The job that this scope belonged to has ended.
        public static let scopeEnded = Code(.scopeEnded)
        /// The active scope is a system scope, which has no tenant.
        public static let systemScope = Code(.systemScope)
        /// One tenant's scope was entered inside another's.
        public static let nestedSwitch = Code(.nestedSwitch)
        /// A job of one tenant reached for another tenant.
        public static let crossTenant = Code(.crossTenant)
        /// The directory knows no tenant of this id.
        public static let unknownTenant = Code(.unknownTenant)
        /// The tenant is being deleted or has been deleted.
        public static let tenantGone = Code(.tenantGone)
        /// A tenant of this id exists already.
        public static let tenantExists = Code(.tenantExists)
        /// The tenant has as many waiting jobs as it may have; try again later.
        public static let backlogFull = Code(.backlogFull)
        /// The payload is larger than a job may carry.
        public static let payloadTooLarge = Code(.payloadTooLarge)
        /// A job of this id exists already.
        public static let duplicateJob = Code(.duplicateJob)
        /// The tenant has no such job.
        public static let notFound = Code(.notFound)
        /// The job is not in a state that allows this.
        public static let wrongState = Code(.wrongState)
        /// Redis could not be reached; nothing was written.
        public static let unavailable = Code(.unavailable)
        /// Redis did not answer; what was asked may or may not have been done.
        public static let outcomeUnknown = Code(.outcomeUnknown)
        /// The deadline passed.
        public static let timedOut = Code(.timedOut)
        /// The caller was cancelled.
        public static let cancelled = Code(.cancelled)
        /// Redis has reached its memory limit; nothing was written.
        public static let storeFull = Code(.storeFull)
        /// Redis or a policy refused the operation.
        public static let notAllowed = Code(.notAllowed)
        /// A tenant's activation hook failed, so its job was not run.
        public static let activationFailed = Code(.activationFailed)
        /// Bytes could not be decoded as the type they were given for.
        public static let undecodable = Code(.undecodable)
        /// A value could not be encoded.
        public static let unencodable = Code(.unencodable)
        /// The worker no longer holds the claim: nothing was written.
        public static let claimLost = Code(.claimLost)
        /// The job is stored, but fewer replicas than asked for have confirmed it in time.
        public static let notReplicated = Code(.notReplicated)
        /// A newer build of Bellhop wrote this, and this build cannot read it.
        public static let newerVersion = Code(.newerVersion)
        /// Handlers ignored their cancellation and were left running when the worker ended.
        public static let abandoned = Code(.abandoned)
        /// What stands in Redis is not what Bellhop writes there.
        public static let corruptData = Code(.corruptData)
        /// A configuration or a handlers file is wrong.
        public static let configuration = Code(.configuration)
        /// The job ended and did not succeed.
        public static let jobFailed = Code(.jobFailed)
    }

    /// Says which kind of failure it was.
    public let code: Code
    /// Says what was wrong, with which value, and what to do.
    public let message: String
    /// Holds the error underneath, if there is one.
    public let cause: (any Error)?
    /// Says how long to wait before the same call may succeed, where that is known.
    public let retryAfter: Duration?

    /// Makes an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
        self.retryAfter = retryAfter
    }

    /// Gives the code and the message in one line.
    public var description: String { "\(code): \(message)" }
}
