/// Says how far a run is, as the run itself said last.
public struct JobProgress: Hashable, Sendable {
    /// The longest note, in bytes of UTF-8.
    public static let longestNote = 256

    /// Gives the share that is done, from 0 to 1.
    public let fraction: Double
    /// Says what the run is at; empty when it said nothing.
    public let note: String

    /// Makes a progress.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the fraction is not from 0 to 1, or the note is too long.
    public init(_ fraction: Double, note: String = "") throws(BellhopError) {
        guard (0...1).contains(fraction) else {
            throw BellhopError(.invalidValue, "a progress of \(fraction) is out of bounds: it goes from 0 to 1")
        }
        guard note.utf8.count <= Self.longestNote else {
            throw BellhopError(
                .invalidValue, "the note has \(note.utf8.count) bytes, and may have \(Self.longestNote): shorten it")
        }
        self.fraction = fraction
        self.note = note
    }

    /// Reads what a run noted; `nil` when it is of an earlier run than the one that holds the claim.
    package init?(stored text: String, claim: String) {
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        let holder = claim.split(separator: " ")
        guard parts.count == 3, holder.count > 1, parts[0] == holder[1], let millionths = Int(parts[1]) else {
            return nil
        }
        fraction = Double(millionths) / 1_000_000
        note = String(parts[2])
    }

    /// Gives the text that is stored.
    package func stored(fence: Int64) -> String { "\(fence) \(Int(fraction * 1_000_000)) \(note)" }
}
