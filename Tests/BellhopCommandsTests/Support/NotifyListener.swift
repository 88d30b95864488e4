import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Stands in systemd's place: a datagram socket that hears what a service says of itself.
final class NotifyListener: Sendable {
    let path: String
    let messages: AsyncStream<String>
    private let descriptor: Int32

    init(path: String) throws {
        self.path = path
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        struct CannotBind: Error {}
        guard bound == 0 else { throw CannotBind() }
        descriptor = socket
        let (messages, continuation) = AsyncStream.makeStream(of: String.self)
        self.messages = messages
        DispatchQueue(label: "notify").async {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(socket, &buffer, buffer.count, 0)
                if count <= 0 { break }
                continuation.yield(String(decoding: buffer.prefix(count), as: UTF8.self))
            }
            continuation.finish()
            close(socket)
        }
    }

    /// Ends the listening.
    func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Reads until a message holds `text`, and gives the messages up to it.
    func until(_ text: String) async -> [String] {
        var seen: [String] = []
        for await message in messages {
            seen.append(message)
            if message.contains(text) { break }
        }
        return seen
    }
}
