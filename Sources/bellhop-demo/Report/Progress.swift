#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Shows how many jobs have ended: a bar that moves on a terminal, elsewhere a line a second.
struct Progress {
    private let total: Int
    private let isTerminal = isatty(STDOUT_FILENO) == 1
    private let started = ContinuousClock.now
    private var nextLine = ContinuousClock.now
    private var ended = 0
    private var written = -1

    /// Starts at none of `total` jobs.
    init(total: Int) { self.total = total }

    /// Shows that `ended` jobs have ended.
    mutating func show(_ ended: Int) {
        self.ended = ended
        if isTerminal {
            write("\r  [\(bar)] \(line)")
        } else if ContinuousClock.now >= nextLine {
            nextLine = .now + .seconds(1)
            writeLine()
        }
    }

    /// Leaves the last state standing.
    mutating func end() {
        if isTerminal { write("\n") } else if written < ended { writeLine() }
    }

    private mutating func writeLine() {
        written = ended
        write("  \(line)\n")
    }

    private var bar: String {
        let width = 40
        let full = total > 0 ? min(width, ended * width / total) : width
        return String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    }

    private var line: String { "\(ended) of \(total) jobs, \((ContinuousClock.now - started).inSeconds(digits: 1)) s" }

    // Past Swift's own buffer, which holds back a line without an end.
    private func write(_ text: String) {
        print(text, terminator: "")
        fflush(nil)
    }
}
