package import BellhopCore

/// Holds one claimed job as it came from the store: its bytes are not read yet.
package struct ClaimedJob: Sendable {
    /// Is what the job shares with the others of its pick.
    package let claim: Claim
    /// Identifies the job.
    package let id: JobID
    /// Gives the server's time of the claim, in milliseconds since 1970.
    package let claimed: Int64
    /// Holds the bytes of its ``BellhopCore/JobRecord``.
    package let record: [UInt8]
}
