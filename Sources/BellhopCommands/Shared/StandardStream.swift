import BellhopCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Says that whoever read our output has gone, as `head` does: no failure of ours, and nothing is left to say.
struct OutputClosed: Error {}

/// Writes to the process's standard output or standard error.
struct StandardStream: Sendable {
    private let descriptor: Int32

    static let input = StandardStream(descriptor: STDIN_FILENO)
    static let output = StandardStream(descriptor: STDOUT_FILENO)
    static let error = StandardStream(descriptor: STDERR_FILENO)

    /// Says whether a person looks at it.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes text.
    ///
    /// - Throws: ``OutputClosed`` when the reader has gone; ``BellhopError/Code/outcomeUnknown`` when the text cannot be
    ///   written for another reason, such as a full disk: what the command did stands all the same.
    func write(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            #if canImport(Glibc)
                let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            #elseif canImport(Musl)
                let written = rest.withUnsafeBytes { Musl.write(descriptor, $0.baseAddress, $0.count) }
            #else
                let written = rest.withUnsafeBytes { Darwin.write(descriptor, $0.baseAddress, $0.count) }
            #endif
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno == EPIPE {
                throw OutputClosed()
            } else if errno != EINTR && errno != EAGAIN {
                throw BellhopError(
                    .outcomeUnknown,
                    "the output could not be written (\(String(cString: strerror(errno)))); what was asked for is done")
            }
        }
    }

    /// Writes text where a failure to do so has nobody to be told to.
    func tryWrite(_ text: String) { try? write(text) }
}
