import BellhopCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads a file, or standard input, without ever holding more of it than it may be long.
enum BoundedInput {
    /// Reads a file to its end, or `limit + 1` bytes of one that is longer: the caller sees that it is too long.
    ///
    /// `check` may look at the open file before it is read. With `mustStand`, a file that is written to meanwhile is an
    /// error: half of the old one and half of the new one may look like a whole one. One that another takes the place of
    /// is read to its end as it was.
    ///
    /// - Throws: ``BellhopError/Code/notFound`` when there is no such file, ``BellhopError/Code/notAllowed`` when it may
    ///   not be read, ``BellhopError/Code/undecodable`` when reading fails or the file does not stand still.
    static func file(
        _ path: String, what: String, limit: Int, mustStand: Bool = false,
        check: (Int32) throws(BellhopError) -> Void = { _ in }
    ) throws(BellhopError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(what, path) }
        defer { close(descriptor) }
        let before = FileStamp(of: descriptor)
        try check(descriptor)
        let bytes = try read(descriptor, what: "\(what) '\(path)'", limit: limit)
        if mustStand, before != FileStamp(of: descriptor) {
            throw BellhopError(
                .undecodable,
                "\(what) '\(path)' was written to while it was read: write the new one beside it and rename it")
        }
        return bytes
    }

    /// Reads standard input in the same way.
    static func standardInput(what: String, limit: Int) throws(BellhopError) -> [UInt8] {
        try read(STDIN_FILENO, what: "\(what) on standard input", limit: limit)
    }

    private static func read(_ descriptor: Int32, what: String, limit: Int) throws(BellhopError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let wanted = min(chunk.count, limit + 1 - bytes.count)
            #if canImport(Glibc)
                let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, wanted) }
            #elseif canImport(Musl)
                let count = chunk.withUnsafeMutableBytes { Musl.read(descriptor, $0.baseAddress, wanted) }
            #else
                let count = chunk.withUnsafeMutableBytes { Darwin.read(descriptor, $0.baseAddress, wanted) }
            #endif
            if count == 0 { break }
            if count > 0 {
                bytes += chunk[..<count]
            } else if errno != EINTR {
                throw BellhopError(.undecodable, "\(what) cannot be read: \(String(cString: strerror(errno)))")
            }
        }
        return bytes
    }

    private static func failure(_ what: String, _ path: String) -> BellhopError {
        let code: BellhopError.Code = errno == EACCES || errno == EPERM ? .notAllowed : .notFound
        return BellhopError(code, "\(what) '\(path)' cannot be opened: \(String(cString: strerror(errno)))")
    }
}
