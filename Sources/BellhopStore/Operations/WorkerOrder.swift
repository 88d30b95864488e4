/// Is what an operator tells a worker from afar.
package enum WorkerOrder: String, Sendable {
    /// Claim no more, and stay.
    case quiet
    /// Drain and end, as on SIGTERM.
    case stop
}
