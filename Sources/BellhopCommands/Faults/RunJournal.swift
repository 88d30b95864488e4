import Bellhop
import BellhopCore
import BellhopWorker
import SystemPackage

/// Writes down what a worker's handlers did, a line at once, so that a kill loses no line.
package struct RunJournal: Sendable {
    /// Says what a line tells.
    package enum Mark: String, Sendable {
        case started = "S"
        case ended = "E"
        /// The handler ran under another tenant than its payload's.
        case foreign = "X"
        /// The worker is about to start; this line is about no job.
        case ready = "R"
    }

    /// Is one line.
    package struct Entry: Sendable {
        package let mark: Mark
        package let microseconds: Int
        package let job: String
        package let tenant: String
        package let attempt: Int
        package let fence: Int
    }

    private let file: FileDescriptor

    /// Opens a journal; it is closed with the process.
    init(path: String) throws {
        file = try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
    }

    /// Writes that the worker is about to start.
    func noteReady() throws {
        _ = try file.writeAll("\(Mark.ready.rawValue) \(monotonicMicroseconds()) - - 0 0\n".utf8)
    }

    /// Writes a line.
    func note(_ mark: Mark, _ context: JobContext) throws {
        let line =
            "\(mark.rawValue) \(monotonicMicroseconds()) \(context.ref.id) \(context.tenant) "
            + "\(context.attempt) \(context.fence)\n"
        _ = try file.writeAll(line.utf8)
    }

    /// Reads a journal; a line that was cut off is left out.
    package static func read(_ text: String) -> [Entry] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 6, let mark = Mark(rawValue: String(words[0])), let time = Int(words[1]),
                let attempt = Int(words[4]), let fence = Int(words[5])
            else { return nil }
            return Entry(
                mark: mark, microseconds: time, job: String(words[2]), tenant: String(words[3]), attempt: attempt,
                fence: fence)
        }
    }
}
