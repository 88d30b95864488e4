package import BellhopCore

/// Holds what a handlers file says: which program runs the jobs of which name, and how.
///
///     handlers:
///       word-count: { command: [wc, -w], timeout: 30s, retry: { attempts: 5 }, env: { LC_ALL: C } }
///     env: { REGION: eu }
package struct HandlersFile: Hashable, Sendable {
    /// Describes one handler.
    package struct Handler: Hashable, Sendable {
        /// Names the jobs that it runs.
        package let name: JobName
        /// Is the program and its arguments; never a shell's line.
        package let command: [String]
        /// Bounds the time of one run.
        package let timeout: Duration
        /// Says how often a failing job is run, and when again.
        package let retry: RetryPolicy
        /// Lists the exit statuses that end a job as cancelled, with no retry and no dead letter.
        package let discards: [Int32]
        /// Is what the file adds to the program's environment.
        package let environment: [String: String]
    }

    /// Holds the handlers in the order of the file.
    package let handlers: [Handler]

    /// The largest file that is read.
    private static let limit = 1 << 20

    /// Reads a file.
    ///
    /// A program that is given as a relative path (with a `/` in it) is looked for beside the file.
    ///
    /// - Parameters:
    ///   - path: is where it lies.
    ///   - onOpen: is called when the file is open and not read yet.
    /// - Returns: What the file says.
    /// - Throws: ``BellhopError/Code/notFound`` when there is none; ``BellhopError/Code/undecodable`` when it is written to
    ///   while it is read; ``BellhopError/Code/configuration`` with a line `FILE:LINE: key 'KEY': what is wrong` for each
    ///   error.
    package static func read(_ path: String, onOpen: () -> Void = {}) throws(BellhopError) -> HandlersFile {
        let bytes = try BoundedInput.file(path, what: "the handlers file", limit: limit, mustStand: true) { _ in
            onOpen()
        }
        guard bytes.count <= limit else {
            throw BellhopError(.configuration, "\(path):1: the file is larger than \(limit) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let good = bytes.prefix { $0 < 0x80 }
            let line = good.count { $0 == UInt8(ascii: "\n") } + 1
            throw BellhopError(.configuration, "\(path):\(line): the file is not text in UTF-8")
        }
        var reader = HandlersFileReader(path: path)
        return try reader.read(text)
    }
}
