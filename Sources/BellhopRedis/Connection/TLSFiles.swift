import NIOPosix
import NIOSSL

/// Reads the files of a TLS configuration, again for each connection, so that renewed ones are picked up.
enum TLSFiles {
    /// A file that cannot be read or understood: trying again would fail the same way.
    struct Unusable: Error {
        let part: String
        let cause: any Error
    }

    /// Makes the TLS context.
    ///
    /// Blocks on files: not for an event loop.
    static func context(for tls: RedisConfiguration.TLS) throws(Unusable) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let file = tls.authorityFile {
            let authorities = try read("authority file '\(file)'") { try NIOSSLCertificate.fromPEMFile(file) }
            configuration.trustRoots = .certificates(authorities)
        }
        if let file = tls.certificateFile {
            let chain = try read("certificate file '\(file)'") { try NIOSSLCertificate.fromPEMFile(file) }
            configuration.certificateChain = chain.map { .certificate($0) }
        }
        if let file = tls.keyFile {
            let key = try read("key file '\(file)'") { try NIOSSLPrivateKey(file: file, format: .pem) }
            configuration.privateKey = .privateKey(key)
        }
        return try read("configuration") { [configuration] in try NIOSSLContext(configuration: configuration) }
    }

    private static func read<Value>(_ part: String, _ body: () throws -> Value) throws(Unusable) -> Value {
        do {
            return try body()
        } catch {
            throw Unusable(part: part, cause: error)
        }
    }
}
