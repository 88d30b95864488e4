import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Tells systemd how the service is, by datagrams to the socket that it named (sd_notify(3)).
///
/// A socket that is not there, or takes nothing, is said once in the log and never stops the worker.
final class NotifySocket: Sendable {
    private let path: String
    private let logger: Logger
    private let hasFailed = Atomic<Bool>(false)

    /// Uses the socket in `NOTIFY_SOCKET`; `nil` when there is none, because systemd did not ask to be told.
    init?(environment: [String: String], logger: Logger) {
        guard let path = environment["NOTIFY_SOCKET"], !path.isEmpty else { return nil }
        self.path = path
        self.logger = logger
    }

    /// Sends assignments, such as `READY=1`, in one datagram.
    func send(_ assignments: String...) {
        let message = assignments.joined(separator: "\n")
        guard let reason = deliver(Array(message.utf8)) else { return }
        if hasFailed.exchange(true, ordering: .relaxed) { return }
        logger.warning("systemd cannot be told", metadata: ["socket": "\(path)", "reason": "\(reason)"])
    }

    /// Gives why it could not be sent.
    private func deliver(_ message: [UInt8]) -> String? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A leading @ stands for the zero byte of an abstract socket.
        let bytes = path.first == "@" ? [0] + Array(path.utf8.dropFirst()) : Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return "its path is too long" }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        #if canImport(Darwin)
            let descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
        #else
            let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #endif
        guard descriptor >= 0 else { return String(cString: strerror(errno)) }
        defer { close(descriptor) }
        let sent = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
        return sent == message.count ? nil : String(cString: strerror(errno))
    }
}
