/// What the owner of a `ConnectionKeeper` is told, always on the event loop.
///
/// Two owners exist: the client's core, which matches replies with commands, and the subscriber's.
protocol ConnectionDelegate: AnyObject {
    /// Tells whether to connect again after a loss or a failed attempt.
    var wantsConnection: Bool { get }

    /// The handshake is over: commands may be written.
    func connectionIsReady()

    /// A reply arrived.
    func connectionReceived(_ reply: RedisReply)

    /// All replies of one read have been handed over.
    func connectionFinishedReading()

    /// The socket takes bytes again.
    func connectionIsWritable()

    /// A connection that was ready has ended.
    func connectionWasLost(_ error: RedisError)

    /// An attempt to connect failed in a way that another one would not mend.
    func connectionWasRefused(_ error: RedisError)
}
