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
    /// The worker has no handler for the job's name. The job is held until a worker registers that has one, or is
    /// quarantined once it has been held for this long. `error` is one JSON object.
    case unknownName(hold: Duration, error: String)
    /// The job was not run to its end and goes back to the head of its lane; no attempt is used.
    case released
}
