extension RateLimit {
    /// Says what a rate allows at an instant, by the generic cell rate algorithm (ITU-T I.371, appendix I).
    ///
    /// - Parameters:
    ///   - stored: is the theoretical arrival time of the next cell, in microseconds; `nil` after a rest. One that lies more
    ///     than a burst ahead is of a clock that has jumped back since.
    ///   - cost: is how many cells a claim takes; one above the burst counts as the burst.
    ///   - micros: is the instant.
    /// - Returns: how many claims may be made, the arrival time that counts, and how far each claim moves it.
    package func cells(stored: Int?, cost: Int, at micros: Int) -> (claims: Int, arrival: Int, step: Int) {
        let full = micros + burst * intervalMicroseconds
        let arrival = min(max(stored ?? 0, micros), full)
        let cost = min(cost, burst)
        let claims = (Double(full - arrival) / Double(intervalMicroseconds) / Double(cost)).rounded(.down)
        return (Int(claims), arrival, intervalMicroseconds * cost)
    }

    /// Gives the first millisecond at which a claim of a cost may be made.
    package func refill(stored: Int?, cost: Int, at micros: Int) -> Int {
        let (_, arrival, _) = cells(stored: stored, cost: cost, at: micros)
        let instant = arrival - (burst - min(cost, burst)) * intervalMicroseconds
        return Int((Double(instant) / 1000).rounded(.up))
    }
}
