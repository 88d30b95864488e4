import Bellhop
import FoundationEssentials

/// Counts the words of a text file.
///
/// A job is a `Codable` value: its properties are the payload, what `run(in:)` returns is the result.
struct WordFrequencies: Job {
    /// Gives the path of the text.
    let path: String
    /// Says how many of the most frequent words to return.
    var top = 5

    /// Runs a job twice at most: a file that is not there may still come, but not for long.
    static let retry = RetryPolicy(attempts: 2, base: .zero, cap: .milliseconds(200))

    /// Holds what is counted.
    struct Report: Codable, Sendable {
        /// Holds one word.
        struct Entry: Codable, Sendable {
            let word: String
            let count: Int
        }

        let words: Int
        let distinct: Int
        let top: [Entry]
    }

    /// Reads the file and counts; a word is a run of ASCII letters, in either case.
    func run(in context: JobContext) async throws -> Report {
        var counts: [ArraySlice<UInt8>: Int] = [:]
        var total = 0
        let text = try TextFile.read(path).map { $0 | 0x20 }
        for word in text.split(whereSeparator: { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) {
            // A worker that must stop, or a job that somebody cancels, cancels this task.
            if total.isMultiple(of: 10_000) { try Task.checkCancellation() }
            counts[word, default: 0] += 1
            total += 1
        }
        let entries = counts.map { Report.Entry(word: String(decoding: $0.key, as: UTF8.self), count: $0.value) }
        let frequent = entries.sorted { ($1.count, $0.word) < ($0.count, $1.word) }.prefix(top)
        return Report(words: total, distinct: counts.count, top: Array(frequent))
    }
}
