import BellhopCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads a file that holds a secret, and refuses one that others could have read or written.
///
/// It must be a regular file of root's or of the user that runs this program, which nobody else may read or write.
/// Systemd's credentials lie in a folder that only the service can enter, so there a group may read.
struct SecretFile {
    let path: String
    let what: String
    /// Is the folder of systemd's credentials, if this is a service.
    let credentials: String?

    /// Says that there is such a file.
    static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Reads the secret, which is one line of text.
    func line() throws(BellhopError) -> String {
        var bytes = try BoundedInput.file(path, what: what, limit: 4096) { descriptor throws(BellhopError) in
            try check(descriptor)
        }
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.count <= 4096, let text = String(validating: bytes, as: UTF8.self) else {
            throw BellhopError(.undecodable, "\(what) '\(path)' holds no password: it must be a line of text")
        }
        return text
    }

    private func check(_ descriptor: Int32) throws(BellhopError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw BellhopError(
                .notAllowed, "\(what) '\(path)' cannot be looked at: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw BellhopError(.notAllowed, "\(what) '\(path)' is no regular file")
        }
        let user = geteuid()
        guard status.st_uid == 0 || status.st_uid == user else {
            throw BellhopError(
                .notAllowed,
                "\(what) '\(path)' belongs to user \(status.st_uid), and neither to root nor to user \(user): "
                    + "chown \(user) '\(path)'")
        }
        let isCredential = credentials.map { path.hasPrefix($0 + "/") } ?? false
        let mode = status.st_mode & 0o777
        guard mode & (isCredential ? 0o037 : 0o077) == 0 else {
            throw BellhopError(
                .notAllowed,
                "\(what) '\(path)' may be read or written by others (mode 0\(String(mode, radix: 8))): "
                    + "chmod 600 '\(path)'")
        }
    }
}
