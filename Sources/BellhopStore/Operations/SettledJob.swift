package import BellhopCore

/// Holds one claimed job whose claim has ended, until the store is told.
package struct SettledJob: Sendable {
    /// Is the claim that ends.
    package let claim: Claim
    /// Identifies the job.
    package let id: JobID
    /// Counts this run, from 1.
    package let attempt: Int
    /// Gives the time that the run took, in microseconds.
    package let runMicroseconds: Int
    /// Says that the payload was kept apart.
    package let isPayloadApart: Bool
    /// Counts the bytes of the job's record.
    package let recordBytes: Int
    /// Gives what beats have charged for the run beyond its estimate, in microseconds.
    package let chargedMicroseconds: Int
    /// Says how the claim ends.
    package let settlement: Settlement

    /// Makes a settled job.
    package init(
        claim: Claim, id: JobID, attempt: Int, runMicroseconds: Int, isPayloadApart: Bool, recordBytes: Int,
        chargedMicroseconds: Int = 0, settlement: Settlement
    ) {
        self.claim = claim
        self.id = id
        self.attempt = attempt
        self.runMicroseconds = runMicroseconds
        self.isPayloadApart = isPayloadApart
        self.recordBytes = recordBytes
        self.chargedMicroseconds = chargedMicroseconds
        self.settlement = settlement
    }
}
