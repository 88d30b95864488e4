/// Shows how far long work is, on standard error, when that is a terminal; else it shows nothing.
///
///     var progress = ProgressBar("enqueue", of: 100_000)
///     progress.advance(by: 1000)
///     progress.end()
struct ProgressBar {
    private static let width = 30
    private static let pause: Duration = .milliseconds(100)
    private let title: String
    private let total: Int
    private let isShown: Bool
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var drawn: ContinuousClock.Instant?
    private var done = 0

    /// Makes a bar for `total` steps.
    init(_ title: String, of total: Int) {
        self.title = title
        self.total = max(1, total)
        isShown = total > 1 && StandardStream.error.isTerminal
        start = clock.now
    }

    /// Notes steps that were done, and draws ten times a second at most.
    mutating func advance(by steps: Int = 1) {
        done += steps
        guard isShown else { return }
        let now = clock.now
        if let drawn, now - drawn < Self.pause, done < total { return }
        drawn = now
        let filled = Self.width * min(done, total) / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        let seconds = max((now - start) / .seconds(1), 0.001)
        StandardStream.error.tryWrite("\r\(title) \(bar) \(done)/\(total)  \(Int(Double(done) / seconds))/s \u{1B}[K")
    }

    /// Takes the bar off the screen.
    func end() { if drawn != nil { StandardStream.error.tryWrite("\r\u{1B}[K") } }
}
