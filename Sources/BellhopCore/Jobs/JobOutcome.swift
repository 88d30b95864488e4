/// Holds what is left of a job that has ended: its state, its times, and the result of a type that returns one.
///
/// The bytes are what the settle script joins: its own *stamp* (end of keeping and time of settling, in milliseconds of
/// server time, u64 each), the claim's common part, and the job's own part.
///
///     common    u8 state, u64 fence, queue and job name, each with its length in a byte before it
///     own       u16 attempt, u32 microseconds of run time, then the result as JSON, or nothing
package struct JobOutcome: Hashable, Sendable {
    /// Says how the job ended.
    package let state: JobState
    /// Is the token of the claim under which it ended.
    package let fence: Int64
    /// Names the queue that the job was in.
    package let queue: QueueName
    /// Names the kind of job.
    package let name: JobName
    /// Counts the run that ended it, from 1.
    package let attempt: Int
    /// Gives the run time in microseconds, as the worker measured it.
    package let runMicroseconds: Int
    /// Gives the server's time of settling, in milliseconds since 1970.
    package let finished: Int64
    /// Gives the server's time until which the outcome is kept, in milliseconds since 1970.
    package let keptUntil: Int64
    /// Holds the result as JSON; `nil` when the type returns none.
    package let result: ArraySlice<UInt8>?

    private static let states: [JobState] = [.succeeded, .cancelled, .expired]

    /// Gives the part that all jobs settled alike under one claim share.
    package static func common(state: JobState, fence: Int64, queue: QueueName, name: JobName) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(UInt8(states.firstIndex(of: state) ?? 0))
        bytes.appendBigEndian(UInt64(clamping: fence))
        bytes.appendShort(queue.rawValue)
        bytes.appendShort(name.rawValue)
        return bytes
    }

    /// Appends a job's own part to `bytes`.
    package static func appendOwn(
        to bytes: inout [UInt8], attempt: Int, runMicroseconds: Int, result: [UInt8]?
    ) {
        bytes.appendBigEndian(UInt16(clamping: attempt))
        bytes.appendBigEndian(UInt32(clamping: runMicroseconds))
        if let result { bytes.append(contentsOf: result) }
    }

    /// Reads an outcome from its bytes.
    ///
    /// - Throws: ``BellhopError/Code/corruptData`` when the bytes are not those of an outcome.
    package init(decoding bytes: ArraySlice<UInt8>) throws(BellhopError) {
        var reader = ByteReader(bytes)
        keptUntil = Int64(clamping: try reader.readBigEndian(UInt64.self))
        finished = Int64(clamping: try reader.readBigEndian(UInt64.self))
        let state = Int(try reader.readBigEndian(UInt8.self))
        guard Self.states.indices.contains(state) else {
            throw BellhopError(.corruptData, "an outcome has the state \(state), which is none")
        }
        self.state = Self.states[state]
        fence = Int64(clamping: try reader.readBigEndian(UInt64.self))
        queue = QueueName(stored: try reader.readShort())
        name = JobName(stored: try reader.readShort())
        attempt = Int(try reader.readBigEndian(UInt16.self))
        runMicroseconds = Int(try reader.readBigEndian(UInt32.self))
        result = reader.rest.isEmpty ? nil : reader.rest
    }
}
