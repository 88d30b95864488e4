import Bellhop
import BellhopCore
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Gives one run a folder of its own, for its owner only, and takes it away afterwards with all that is in it.
enum ScratchFolder {
    /// Makes a folder named after the tenant, runs `body` in its knowledge, and removes it however `body` ends.
    ///
    /// - Parameters:
    ///   - tenant: owns the job.
    ///   - parent: is where it is made: `TMPDIR`, as a rule.
    ///   - body: takes the folder's path.
    /// - Returns: What `body` returns.
    /// - Throws: ``CommandFailure`` when no folder can be made, and what `body` throws.
    static func with<Success>(
        for tenant: TenantID, in parent: String, _ body: (String) async throws -> Success
    ) async throws -> Success {
        var template = Array("\(parent)/bellhop-\(tenant)-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else {
            throw CommandFailure(
                .byPolicy, "no scratch folder can be made in '\(parent)': \(String(cString: strerror(errno)))")
        }
        defer { try? FileManager.default.removeItem(atPath: made) }
        return try await body(made)
    }
}
