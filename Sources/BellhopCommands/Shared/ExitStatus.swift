package import BellhopCore

/// Says with which status the process ends; the numbers are those of `sysexits.h` where it has one.
package struct ExitStatus: Hashable, Sendable {
    /// Gives the number.
    package let rawValue: Int32

    /// The job or the check failed.
    package static let failed = ExitStatus(rawValue: 1)
    /// The command was called in a wrong way.
    package static let usage = ExitStatus(rawValue: 64)
    /// What was given to read is wrong.
    package static let badData = ExitStatus(rawValue: 65)
    /// What was named is not there.
    package static let notFound = ExitStatus(rawValue: 66)
    /// Redis is out of reach.
    package static let unavailable = ExitStatus(rawValue: 69)
    /// A bug in Bellhop, or something in Redis that Bellhop does not write.
    package static let bug = ExitStatus(rawValue: 70)
    /// The same command may succeed later.
    package static let tryAgain = ExitStatus(rawValue: 75)
    /// Redis or a policy refused.
    package static let notAllowed = ExitStatus(rawValue: 77)

    /// Holds every code of an error with its status; a code that is not here is a bug.
    private static let table: [BellhopError.Code: ExitStatus] = [
        .jobFailed: .failed,
        .abandoned: .failed,
        .tenantExists: .failed,
        .wrongState: .failed,
        .duplicateJob: .failed,
        .invalidValue: .usage,
        .configuration: .badData,
        .payloadTooLarge: .badData,
        .undecodable: .badData,
        .unencodable: .badData,
        .unknownTenant: .notFound,
        .tenantGone: .notFound,
        .notFound: .notFound,
        .unavailable: .unavailable,
        .outcomeUnknown: .tryAgain,
        .backlogFull: .tryAgain,
        .storeFull: .tryAgain,
        .timedOut: .tryAgain,
        .notReplicated: .tryAgain,
        .newerVersion: .tryAgain,
        .cancelled: .tryAgain,
        .notAllowed: .notAllowed,
        .corruptData: .bug,
        .noActiveTenant: .bug,
        .scopeEnded: .bug,
        .systemScope: .bug,
        .nestedSwitch: .bug,
        .crossTenant: .bug,
        .activationFailed: .bug,
        .claimLost: .bug,
    ]

    private init(rawValue: Int32) { self.rawValue = rawValue }

    /// Finds the status for a kind of error.
    package init(_ code: BellhopError.Code) { self = Self.table[code] ?? .bug }
}
