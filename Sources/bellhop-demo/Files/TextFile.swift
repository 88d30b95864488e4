import FoundationEssentials

/// Reads whole files for jobs.
enum TextFile {
    /// Says that a file cannot be read; as an ordinary error it leads to a retry by the job's policy.
    struct Unreadable: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) is not there, or may not be read" }
    }

    /// Gives the bytes of a file.
    ///
    /// - Throws: ``Unreadable``.
    static func read(_ path: String) throws(Unreadable) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw Unreadable(path: path) }
        return [UInt8](data)
    }
}
