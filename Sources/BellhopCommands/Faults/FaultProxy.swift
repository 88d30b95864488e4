import BellhopRedis
import BellhopStore
import NIOCore
import NIOPosix
import Synchronization

/// Stands between the processes and Redis, passes on what they say, and harms connections when it is told to.
///
/// It speaks to Redis over a Unix socket of its own. A lost reply is one to a call that reached Redis for certain: its bytes
/// were passed on, and Redis answered.
final class FaultProxy: Sendable {
    /// Counts what was done.
    struct Counts: Sendable {
        var connections = 0
        var lostReplies: [Fault: Int] = [:]
    }

    private struct Fields {
        var links: [ObjectIdentifier: FaultLink] = [:]
        var armed: Set<Fault> = []
        var counts = Counts()
    }

    /// Is where clients connect to.
    let socketPath: String
    private let target: String
    private let observer: CallObserver
    private let fields = Mutex(Fields())

    init(socketPath: String, target: String, observer: CallObserver) {
        self.socketPath = socketPath
        self.target = target
        self.observer = observer
    }

    /// Serves while `body` runs.
    func serving<Success>(_ body: () async throws -> Success) async throws -> Success {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group)
            .childChannelOption(ChannelOptions.autoRead, value: false)
            .childChannelInitializer { client in self.connect(client) }
            .bind(unixDomainSocketPath: socketPath).get()
        do {
            let success = try await body()
            try await server.close()
            return success
        } catch {
            try? await server.close()
            throw error
        }
    }

    private func connect(_ client: any Channel) -> EventLoopFuture<Void> {
        ClientBootstrap(group: client.eventLoop)
            .channelOption(ChannelOptions.autoRead, value: false)
            .connect(unixDomainSocketPath: target)
            .flatMap { server in
                let link = FaultLink(client: client, server: server, proxy: self)
                self.fields.withLock { fields in
                    fields.links[ObjectIdentifier(link)] = link
                    fields.counts.connections += 1
                }
                return link.start()
            }
    }

    /// Gives what was done so far.
    var counts: Counts { fields.withLock { $0.counts } }

    /// Loses the reply to the next call of a kind.
    func arm(_ fault: Fault) { fields.withLock { _ = $0.armed.insert(fault) } }

    /// Harms a connection chosen by `number`; says whether there was one.
    func harm(_ number: UInt64, _ harm: FaultLink.Harm) -> Bool {
        let link = fields.withLock { fields -> FaultLink? in
            let links = Array(fields.links.values)
            return links.isEmpty ? nil : links[Int(number % UInt64(links.count))]
        }
        link?.suffer(harm)
        return link != nil
    }

    /// Says which lost reply strikes a client's bytes, if one was asked for.
    func strikes(_ bytes: ByteBuffer) -> Fault? {
        if fields.withLock({ $0.armed.isEmpty }) { return nil }
        let found = RequestWords.commands(in: bytes).flatMap(observer.calls).map(Fault.init(losing:))
        return fields.withLock { fields in
            guard let fault = found.first(where: fields.armed.contains) else { return nil }
            fields.armed.remove(fault)
            return fault
        }
    }

    func noteLost(_ fault: Fault) { fields.withLock { $0.counts.lostReplies[fault, default: 0] += 1 } }

    func forget(_ link: FaultLink) { fields.withLock { $0.links[ObjectIdentifier(link)] = nil } }
}
