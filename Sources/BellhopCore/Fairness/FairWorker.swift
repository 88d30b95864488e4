/// Holds what the scheduler knows of a worker.
package struct FairWorker: Sendable {
    /// Is how long its lease is, in milliseconds.
    package var lease: Int
    /// Is the one job with a crash behind it that it holds: a worker holds at most one, so that its death accuses one.
    package var suspect: JobID?
    /// Says that it has begun to run that job.
    package var isRunningSuspect = false
}
