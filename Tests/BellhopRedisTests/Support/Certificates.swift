#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A test authority, a server's and a client's certificate, made by `openssl` in a folder of their own.
struct Certificates {
    let folder: String
    var authority: String { "\(folder)/ca.crt" }

    /// Makes the files for the time of a closure.
    static func with<Result>(_ body: (Certificates) async throws -> Result) async throws -> Result {
        var template = Array("/tmp/bellhop-tls-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let folder = made else { throw Failure(step: "mkdtemp") }
        defer { _ = system("rm -r '\(folder)'") }
        try make(in: folder)
        return try await body(Certificates(folder: folder))
    }

    /// The arguments that make `redis-server` speak TLS, and ask its clients for a certificate.
    func serverArguments(port: Int) -> [String] {
        [
            "--tls-port", "\(port)", "--tls-cert-file", "\(folder)/server.crt", "--tls-key-file",
            "\(folder)/server.key",
            "--tls-ca-cert-file", authority, "--tls-auth-clients", "yes",
        ]
    }

    struct Failure: Error {
        let step: String
    }

    private static func make(in folder: String) throws {
        let new = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -batch"
        let signed = "\(new) -CA ca.crt -CAkey ca.key -addext basicConstraints=CA:FALSE"
        let steps = [
            "\(new) -subj /CN=ca -keyout ca.key -out ca.crt",
            "\(signed) -subj /CN=server -addext subjectAltName=DNS:localhost -keyout server.key -out server.crt",
            "\(signed) -subj /CN=client -keyout client.key -out client.crt",
        ]
        for step in steps where system("cd '\(folder)' && \(step) 2>openssl.log") != 0 {
            throw Failure(step: step)
        }
    }
}
