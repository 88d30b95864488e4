import Bellhop
import Crypto

/// Computes the SHA-256 digest of a file, and checks it if told what to expect.
struct Digest: Job {
    /// Gives the path of the file.
    let path: String
    /// Holds the digest that the file should have.
    var expected: String?

    /// Runs a job twice at most.
    static let retry = RetryPolicy(attempts: 2, base: .zero, cap: .milliseconds(200))

    /// Holds the digest in hexadecimal digits, and the length of the file.
    struct Report: Codable, Sendable {
        let sha256: String
        let bytes: Int
    }

    /// Reads the file and computes.
    func run(in context: JobContext) async throws -> Report {
        let bytes = try TextFile.read(path)
        let sha256 = SHA256.hash(data: bytes).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        // Another run would find the same: the job dies at once, with the reason.
        if let expected, expected != sha256 { throw JobStop(.dead, "\(path) was changed: its digest is \(sha256)") }
        return Report(sha256: sha256, bytes: bytes.count)
    }
}
