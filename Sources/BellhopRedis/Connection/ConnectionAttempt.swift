import NIOCore
import NIOPosix
import NIOSSL

/// One attempt to open a channel: reads the TLS files, resolves the name, connects.
struct ConnectionAttempt {
    let configuration: RedisConfiguration
    let loop: any EventLoop

    /// Starts the attempt, and calls back on the loop.
    ///
    /// The pipeline is still empty then: a name with several addresses may open several channels, and only one
    /// of them wins.
    func start(_ completion: @escaping (Result<(any Channel, NIOSSLClientHandler?), any Error>) -> Void) {
        guard let tls = configuration.tls else {
            channel().assumeIsolated().whenComplete { completion($0.map { ($0, nil) }) }
            return
        }
        let name = tls.serverName ?? hostName
        let context = NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try TLSFiles.context(for: tls) }
        context.assumeIsolated().whenComplete { context in
            do {
                // Before the channel: nothing that fails here may leave one open.
                let handler = try NIOSSLClientHandler(context: context.get(), serverHostname: name)
                channel().assumeIsolated().whenComplete { completion($0.map { ($0, handler) }) }
            } catch {
                completion(.failure(error))
            }
        }
    }

    private func channel() -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelOption(.writeBufferWaterMark, value: .init(low: 256 * 1024, high: 1024 * 1024))
        switch configuration.address {
        case .tcp(let host, let port):
            return bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1).connect(host: host, port: port)
        case .unix(let path):
            return bootstrap.connect(unixDomainSocketPath: path)
        }
    }

    /// The host to expect in the certificate.
    ///
    /// An IP address is compared with the certificate by NIOSSL itself, and may not be sent as a server name.
    private var hostName: String? {
        guard case .tcp(let host, _) = configuration.address else { return nil }
        return (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }
}
