extension RedisError {
    /// The kind of a failure.
    ///
    /// New ones may come: a `switch` over it needs a `default`.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Base: String, Sendable {
            case connectionFailed, connectionClosed, timedOut, cancelled, protocolViolation, replyTooLarge
            case invalidURL, tls, loading, readOnly, outOfMemory, noScript, authenticationFailed, noPermission
            case clusterDown, moved, busy, server, unexpectedReply, closed
        }

        private let base: Base

        /// No connection could be made before the command's deadline; it was not sent.
        package static let connectionFailed = Code(base: .connectionFailed)
        /// The connection ended while the command waited for its reply.
        package static let connectionClosed = Code(base: .connectionClosed)
        /// No reply came before the deadline.
        package static let timedOut = Code(base: .timedOut)
        /// The calling task was cancelled.
        package static let cancelled = Code(base: .cancelled)
        /// The bytes received are not RESP2, or no command waited for them.
        package static let protocolViolation = Code(base: .protocolViolation)
        /// A reply is longer than ``RedisConfiguration/maximumReplyBytes``.
        package static let replyTooLarge = Code(base: .replyTooLarge)
        /// A Redis URL could not be read.
        package static let invalidURL = Code(base: .invalidURL)
        /// The TLS files could not be read, or the TLS handshake failed.
        package static let tls = Code(base: .tls)
        /// The server still loads its data (`LOADING`), or is a replica without its primary (`MASTERDOWN`).
        package static let loading = Code(base: .loading)
        /// The server is a replica that takes no writes (`READONLY`).
        package static let readOnly = Code(base: .readOnly)
        /// The server is at its `maxmemory` (`OOM`).
        package static let outOfMemory = Code(base: .outOfMemory)
        /// The server does not know the script (`NOSCRIPT`).
        package static let noScript = Code(base: .noScript)
        /// User or password are wrong or missing (`NOAUTH`, `WRONGPASS`).
        package static let authenticationFailed = Code(base: .authenticationFailed)
        /// The user may not run this command or touch this key or channel (`NOPERM`).
        package static let noPermission = Code(base: .noPermission)
        /// The cluster does not serve (`CLUSTERDOWN`, `TRYAGAIN`).
        package static let clusterDown = Code(base: .clusterDown)
        /// Another node of the cluster serves this key (`MOVED`, `ASK`).
        package static let moved = Code(base: .moved)
        /// A script has been running for too long (`BUSY`).
        package static let busy = Code(base: .busy)
        /// Any other error reply; see ``RedisError/replyPrefix``.
        package static let server = Code(base: .server)
        /// A reply is not of the shape that the caller reads.
        package static let unexpectedReply = Code(base: .unexpectedReply)
        /// The client was closed by its owner.
        package static let closed = Code(base: .closed)

        /// The code's name, as in the source.
        package var description: String { base.rawValue }
    }
}
