/// How to reach one Redis server: address, credentials, limits.
///
/// Printing it shows the address and nothing secret.
package struct RedisConfiguration: Sendable, CustomStringConvertible {
    /// Where the server listens.
    package var address: RedisAddress
    /// The ACL user; nil for Redis's `default` user.
    package var username: String?
    /// The password; nil when the server asks for none.
    package var password: RedisSecret?
    /// The number of the database.
    package var database = 0
    /// How to speak TLS; nil for plain text.
    package var tls: TLS?
    /// The name that `CLIENT LIST` shows for the connections.
    package var clientName: String?
    /// How long connecting may take, TLS and handshake included.
    package var connectTimeout: Duration = .seconds(5)
    /// How long a command without a timeout of its own may take, waiting for a connection included.
    package var commandTimeout: Duration = .seconds(10)
    /// The longest reply accepted, in bytes on the wire.
    package var maximumReplyBytes = 64 * 1024 * 1024
    /// How long to wait between attempts to connect.
    package var backoff = RedisBackoff()
    /// How often an idle subscriber asks whether its connection still lives.
    package var keepAliveInterval: Duration = .seconds(10)

    /// Makes a configuration with every default for an address.
    package init(address: RedisAddress) {
        self.address = address
    }

    /// The address and the database, without a secret.
    package var description: String {
        "\(tls == nil ? "" : "tls ")\(address)" + (database == 0 ? "" : " database \(database)")
    }
}

extension RedisConfiguration {
    /// The files and the name for TLS.
    ///
    /// The server's certificate is always verified.
    package struct TLS: Sendable, Hashable {
        /// The authorities to trust, as a PEM file; nil for the system's.
        package var authorityFile: String?
        /// The client's certificate chain, as a PEM file.
        package var certificateFile: String?
        /// The key of the client's certificate, as a PEM file.
        package var keyFile: String?
        /// The name to expect in the server's certificate; nil for the host of the address.
        ///
        /// As with every NIOSSL client, a certificate for the server's IP address is good too.
        package var serverName: String?

        /// Makes TLS settings: by default the system's authorities, and no client certificate.
        package init(
            authorityFile: String? = nil,
            certificateFile: String? = nil,
            keyFile: String? = nil,
            serverName: String? = nil
        ) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.serverName = serverName
        }
    }
}
