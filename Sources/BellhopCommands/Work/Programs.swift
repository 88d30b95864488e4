#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Finds programs.
enum Programs {
    /// Says whether a path is a file that this user may execute.
    static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// Gives the start of a command line under which the kernel kills a program when the one that started it is gone,
    /// `kill -9` included; empty on systems without `setpriv`.
    ///
    /// - Parameter path: lists folders to look in, as `PATH` does.
    /// - Returns: What stands before the program's own path.
    static func guardian(path: String?) -> [String] {
        #if os(Linux)
            let folders = (path ?? "/usr/bin:/bin").split(separator: ":").filter { $0.hasPrefix("/") }
            guard let setpriv = folders.map({ "\($0)/setpriv" }).first(where: isExecutable) else { return [] }
            return [setpriv, "--pdeathsig", "KILL", "--"]
        #else
            return []
        #endif
    }
}
