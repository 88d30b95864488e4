import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A fresh folder directly below `/tmp`: the path of a Unix socket may have only about a hundred bytes.
enum RedisServerFolder {
    /// Makes the folder, for this user only.
    static func make() throws(RedisServerError) -> String {
        var template = Array("/tmp/bellhop-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else {
            throw RedisServerError(
                "No folder could be made below /tmp (errno \(errno)): check its free space and rights.")
        }
        return made
    }

    /// Removes the folder and all in it.
    ///
    /// One that cannot be removed stays: no test fails for that.
    static func remove(_ folder: String) {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
