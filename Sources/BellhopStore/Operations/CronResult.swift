package import BellhopCore

/// Says how a schedule was dealt with.
package struct CronResult: Sendable {
    /// Is the turn.
    package let turn: CronTurn
    /// Gives the latest instant that is dealt with now.
    package let last: Int64
    /// Gives the next instant at which it wants looking at; `nil` when it never does.
    package let next: Int64?
    /// Holds what is to be enqueued.
    package let jobs: [JobRecord]

    /// Makes a result.
    package init(turn: CronTurn, last: Int64, next: Int64?, jobs: [JobRecord]) {
        self.turn = turn
        self.last = last
        self.next = next
        self.jobs = jobs
    }
}
