/// Says how jobs stand for their unique keys.
package struct UniqueRequest: Sendable {
    /// Says until when a job stands for its key.
    package enum Lifetime: String, Sendable {
        /// While it waits, after a retry too.
        case waiting = "W"
        /// Until it has been started once.
        case untilStarted = "S"
        /// Until it has ended.
        case untilFinished = "F"
    }

    /// Says what a job does that comes second.
    package enum Conflict: String, Sendable {
        /// It is not taken in.
        case reject = "r"
        /// It takes the place of the first one, if that waits.
        case replace = "p"
        /// It takes the place of the first one if that waits, and follows it if that runs.
        case keepLatest = "l"
    }

    /// Says until when a job stands for its key.
    package var lifetime: Lifetime
    /// Says what a job does that comes second.
    package var conflict: Conflict
    /// Lists the key of each job, with its scope.
    package var keys: [String]

    /// Makes a request.
    package init(lifetime: Lifetime, conflict: Conflict, keys: [String]) {
        self.lifetime = lifetime
        self.conflict = conflict
        self.keys = keys
    }
}
