/// Sets how much one pick may take from a tenant before the next one has its turn.
package struct FairnessOptions: Hashable, Sendable {
    /// Gives the worker time, by estimate, that a pick may take.
    package var quantum: Duration
    /// Bounds the jobs of a pick.
    package var jobsPerPick: Int
    /// Bounds how far a tenant may be charged ahead of the clock, in worker time at weight 1.
    package var lead: Duration

    /// Makes options; the defaults suit jobs from microseconds to minutes.
    package init(quantum: Duration = .milliseconds(2), jobsPerPick: Int = 32, lead: Duration = .seconds(60)) {
        self.quantum = quantum
        self.jobsPerPick = jobsPerPick
        self.lead = lead
    }
}
