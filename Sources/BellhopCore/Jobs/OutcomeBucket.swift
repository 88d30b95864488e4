/// Names the hash in which a finished job's outcome is kept.
///
/// A key with a lifetime of its own for each outcome would cost as much Redis time as the claim itself, so outcomes
/// share hashes. The bucket follows from the id alone, and so needs no index to be found: the upper 32 of its 48 bits
/// of milliseconds (65.5 s), and its first 12 random bits, which ``JobIDGenerator`` keeps the same for a run of ids.
package struct OutcomeBucket: Hashable, Sendable {
    private let bits: UInt64

    /// Finds the bucket of a job's outcome.
    package init(of id: JobID) { bits = (id.high >> 32) << 16 | (id.high & 0xFFF) }

    /// Gives the bucket as twelve hexadecimal digits.
    package var name: String {
        let text = String(bits, radix: 16)
        return String(repeating: "0", count: 12 - text.utf8.count) + text
    }
}
