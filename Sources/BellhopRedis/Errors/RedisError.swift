/// What went wrong between Bellhop and Redis: a code for machines, a message for people, a cause.
///
/// The message says what was wrong, at which address, and what to do. It never holds an argument of a
/// command or a password.
package struct RedisError: Error, Sendable {
    /// What kind of failure this is.
    ///
    /// Match on this, never on the text.
    package let code: Code
    /// What was wrong, at which address, and what to do.
    package let message: String
    /// Tells whether the command was written but its reply never arrived: it may have run, or not.
    package let outcomeIsUnknown: Bool
    /// The first word of an error reply, such as `WRONGTYPE`; nil for every other error.
    package let replyPrefix: String?
    /// The error underneath, if there is one.
    package let cause: (any Error)?

    /// Makes an error.
    package init(
        _ code: Code,
        _ message: String,
        outcomeIsUnknown: Bool = false,
        replyPrefix: String? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.outcomeIsUnknown = outcomeIsUnknown
        self.replyPrefix = replyPrefix
        self.cause = cause
    }

    /// Returns the same error for a command that was written, and whose reply is lost.
    package func withUnknownOutcome() -> RedisError {
        RedisError(code, message, outcomeIsUnknown: true, replyPrefix: replyPrefix, cause: cause)
    }
}

extension RedisError: CustomStringConvertible {
    /// Code, message and cause on one line.
    package var description: String {
        let unknown = outcomeIsUnknown ? " (the command may have run)" : ""
        let because = cause.map { " Cause: \($0)" } ?? ""
        return "\(code): \(message)\(unknown)\(because)"
    }
}
