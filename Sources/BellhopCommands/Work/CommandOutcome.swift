import Bellhop

/// Holds how one run of an external command ended, and decides what that means for its job.
struct CommandOutcome: Equatable {
    /// Says how a process ended.
    enum End: Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    /// The exit status that asks to be tried again (`EX_TEMPFAIL`).
    static let tryAgain: Int32 = 75
    /// The exit status that says that no attempt would help (`EX_DATAERR`).
    static let badData: Int32 = 65
    /// How much of the log stands in a failure's message.
    static let shownLog = 1024

    /// Names the program.
    var program: String
    /// Says how it ended.
    var end: End
    /// Holds what it printed; `nil` when that was more than a result may be.
    var output: [UInt8]?
    /// Holds the last of what it said on standard error.
    var log: [UInt8]
    /// Bounds a result.
    var largestResult: Int
    /// Lists the exit statuses that discard the job.
    var discards: [Int32] = []

    /// Gives the result as JSON, or `nil` when the program printed nothing.
    ///
    /// What parses as JSON is the result as it is; anything else is a string of all that was printed, with bytes that are
    /// no UTF-8 replaced.
    ///
    /// - Throws: ``CommandFailure``: dead for exit status 65 and for too much output, discarded for those
    ///   that discard, by policy for any other but 0.
    func result() throws(CommandFailure) -> [UInt8]? {
        guard let output else {
            throw CommandFailure(
                .dead,
                "resultTooLarge: '\(program)' printed more than the \(largestResult) bytes that a result may have")
        }
        switch end {
        case .exited(0): break
        case .exited(Self.badData): throw failure(.dead, "exited with 65: no attempt would help")
        case .exited(Self.tryAgain): throw failure(.byPolicy, "exited with 75: it asks to be tried again")
        case .exited(let status) where discards.contains(status):
            throw failure(.discard, "exited with \(status): the job is discarded")
        case .exited(let status): throw failure(.byPolicy, "exited with \(status)")
        case .signalled(let signal): throw failure(.byPolicy, "was ended by signal \(signal)")
        }
        if output.isEmpty { return nil }
        if let text = JSONText(output) { return text.bytes }
        var bytes: [UInt8] = []
        JSON.string(String(decoding: output, as: UTF8.self)).append(to: &bytes)
        return bytes
    }

    private func failure(_ decision: RetryDecision, _ what: String) -> CommandFailure {
        // A cut through a character is shown as a replacement, so what is shown starts at a whole one.
        let tail = log.suffix(Self.shownLog).drop { $0 & 0xC0 == 0x80 }
        var words = String(decoding: tail, as: UTF8.self)
        while words.last?.isNewline == true { words.removeLast() }
        return CommandFailure(decision, words.isEmpty ? "'\(program)' \(what)" : "'\(program)' \(what): \(words)")
    }
}
