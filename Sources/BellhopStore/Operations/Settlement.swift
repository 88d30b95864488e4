package import BellhopCore

/// Says how a claim on a job ends.
package enum Settlement: Sendable {
    /// The job ended well, with its result as JSON where its type returns one.
    case succeeded(result: [UInt8]?)
    /// The job was cancelled while it ran.
    case cancelled
    /// The job waited longer than it was worth, and was not run.
    case expired
    /// The run failed; the job becomes due after the delay. `error` is one JSON object.
    case retry(after: Duration, error: String)
    /// The job asked to be run again later; no attempt is used.
    case snooze(Duration)
    /// The job failed for the last time. `error` is one JSON object.
    case dead(error: String)
    /// The job cannot be run as it stands. `error` is one JSON object.
    case quarantined(error: String)
    /// The job was not run to its end and goes back to the head of its lane; no attempt is used.
    case released
}

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
    /// Says how the claim ends.
    package let settlement: Settlement

    /// Makes a settled job.
    package init(
        claim: Claim, id: JobID, attempt: Int, runMicroseconds: Int, isPayloadApart: Bool, settlement: Settlement
    ) {
        self.claim = claim
        self.id = id
        self.attempt = attempt
        self.runMicroseconds = runMicroseconds
        self.isPayloadApart = isPayloadApart
        self.settlement = settlement
    }
}
