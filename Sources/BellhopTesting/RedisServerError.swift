/// Why a test's Redis server could not be started or signalled.
public struct RedisServerError: Error, CustomStringConvertible {
    /// What was wrong, and what to do.
    public let message: String

    /// Makes an error.
    init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
