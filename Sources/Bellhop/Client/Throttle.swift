/// Takes one job in, and for a while no other of the same name under the same key.
///
/// A second enqueue within the period writes nothing and gives the reference of the first one's job, whatever became of it.
///
///     try await client.enqueue(Sync(), for: acme, options: .init(throttle: .init("mailbox 7", period: .seconds(60))))
public struct Throttle: Hashable, Sendable {
    /// Tells throttled jobs of one name and tenant apart, in at most 256 bytes.
    public var key: String
    /// Is how long no other job is taken in.
    public var period: Duration

    /// Makes a throttle.
    public init(_ key: String, period: Duration) {
        self.key = key
        self.period = period
    }
}
