#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Finds programs as a shell would.
enum RedisServerExecutables {
    /// Returns the path of the first executable of this name in a folder of `PATH`.
    static func find(_ name: String) -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    /// Tells whether a path is a file that this user may execute.
    static func isExecutable(_ path: String) -> Bool {
        access(path, X_OK) == 0
    }
}
