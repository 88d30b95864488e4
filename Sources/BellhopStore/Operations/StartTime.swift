/// Says when a job may start at the earliest.
package enum StartTime: Hashable, Sendable {
    /// As soon as a worker is free.
    case now
    /// After a delay, by the server's clock.
    case after(Duration)
    /// At an instant in milliseconds since 1970, by the server's clock.
    case at(Int64)
}
