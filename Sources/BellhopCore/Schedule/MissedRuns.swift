/// Says what becomes of instants that passed while nobody looked: no worker ran, or Redis was away.
public enum MissedRuns: String, Sendable, Codable, CaseIterable {
    /// Drops those that lie further back than the grace.
    case skip
    /// Makes up for all of them with one run, for the last.
    case once
    /// Makes up for each of them, oldest first.
    case all
}
