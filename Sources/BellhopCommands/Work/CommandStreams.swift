import Subprocess

/// Moves bytes between a run and its program, within bounds.
enum CommandStreams {
    /// Writes the payload; a program that does not read it, or closes its input early, is no error.
    static func feed(_ payload: [UInt8], to writer: StandardInputWriter) async {
        _ = try? await writer.write(payload)
        // Also after a failed write: a writer that is let go unfinished ends the process.
        try? await writer.finish()
    }

    /// Collects output up to `limit` bytes; `nil` as soon as there is more.
    static func collect(_ output: SubprocessOutputSequence, limit: Int) async -> [UInt8]? {
        var bytes: [UInt8] = []
        do {
            for try await buffer in output {
                guard bytes.count + buffer.count <= limit else { return nil }
                buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
            }
        } catch {
            // The stream has ended with the process; what came is what there is.
        }
        return bytes
    }

    /// Reads output to its end and keeps its last `limit` bytes.
    static func tail(_ output: SubprocessOutputSequence, limit: Int) async -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await buffer in output {
                buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
                if bytes.count > 2 * limit { bytes.removeFirst(bytes.count - limit) }
            }
        } catch {
            // As above.
        }
        return Array(bytes.suffix(limit))
    }
}
