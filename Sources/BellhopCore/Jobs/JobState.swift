/// Says where a job is in its life.
///
/// A job is in exactly one state at any time.
public enum JobState: String, Sendable, Codable, CaseIterable {
    /// Waits in its lane for a worker.
    case ready
    /// Waits for its time: a delay, a retry or a snooze.
    case due
    /// Is held by a worker.
    case running
    /// Ended well.
    case succeeded
    /// Used up its attempts, or failed in a way that no attempt would mend; kept to be looked at and retried.
    case dead
    /// Cannot be run as it stands (unreadable, of the wrong tenant, or deadly to its workers); kept apart.
    case quarantined
    /// Was cancelled.
    case cancelled
    /// Waited longer than it was worth.
    case expired

    /// Says whether the job has ended and only its outcome is left.
    public var isFinished: Bool {
        switch self {
        case .succeeded, .cancelled, .expired: true
        case .ready, .due, .running, .dead, .quarantined: false
        }
    }

    /// Says whether nothing more happens to the job by itself.
    public var isSettled: Bool {
        switch self {
        case .succeeded, .cancelled, .expired, .dead, .quarantined: true
        case .ready, .due, .running: false
        }
    }
}
