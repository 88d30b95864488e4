package import BellhopCore
package import BellhopRedis

extension BellhopError {
    /// Translates an error of the connection into what it means to a caller.
    package init(_ error: RedisError) {
        let code: Code =
            switch error.code {
            case .outOfMemory: .storeFull
            case .authenticationFailed, .noPermission: .notAllowed
            case .cancelled: .cancelled
            case .unexpectedReply: .corruptData
            case .invalidURL, .tls: .configuration
            default: error.outcomeIsUnknown ? .outcomeUnknown : .unavailable
            }
        let message =
            code == .storeFull
            ? "Redis has reached its memory limit and took nothing in: free memory or raise maxmemory (\(error.message))"
            : error.message
        self.init(code, message, cause: error, retryAfter: code == .storeFull ? .seconds(5) : nil)
    }

    /// Reads a reply, and says which script broke its contract when it cannot be read.
    static func reading<Value>(
        _ script: StaticString, _ body: () throws(RedisError) -> Value
    ) throws(BellhopError) -> Value {
        do { return try body() } catch {
            throw BellhopError(
                .corruptData, "script '\(script)' answered something else than agreed: \(error.message)", cause: error)
        }
    }
}
