/// Says for which instants to enqueue, and when to look again.
public struct CronTicks: Sendable, Hashable {
    /// Lists the instants to enqueue for, in milliseconds since 1970, oldest first.
    public let instants: [Int64]
    /// Gives the next instant, in milliseconds since 1970; `nil` when none comes within 100 years.
    ///
    /// It is not after now when the limit left some over: call again then.
    public let next: Int64?

    /// Makes a value of its parts.
    public init(instants: [Int64], next: Int64?) {
        self.instants = instants
        self.next = next
    }
}
