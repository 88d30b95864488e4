package import BellhopCore

/// Asks the store to settle what ended and to claim what is free to run.
package struct ExchangeRequest: Sendable {
    /// Names the worker; it must have joined.
    package var worker: WorkerID
    /// Tells calls that may be under way at the same time apart: 0 or 1.
    package var channel: Int
    /// Numbers the worker's calls of the channel from 1; the same number again gives the same answer.
    ///
    /// 0 claims nothing, whatever is wanted.
    package var call: Int
    /// Counts the slots that are free.
    package var wanted: Int
    /// Says that the worker's last claim left it with free slots, and it was not woken since.
    package var isIdle: Bool
    /// Names the queues to serve, in order of preference; empty means all.
    package var queues: [QueueName]
    /// Holds the claims that end.
    package var settled: [SettledJob]
    /// Says how long outcomes are kept.
    package var keepOutcomes: Duration
    /// Sets how much a pick may take.
    package var fairness: FairnessOptions

    /// Makes a request.
    package init(
        worker: WorkerID, channel: Int = 0, call: Int, wanted: Int, isIdle: Bool = false, queues: [QueueName] = [],
        settled: [SettledJob] = [], keepOutcomes: Duration = .seconds(24 * 3600), fairness: FairnessOptions = .init()
    ) {
        self.worker = worker
        self.channel = channel
        self.call = call
        self.wanted = wanted
        self.isIdle = isIdle
        self.queues = queues
        self.settled = settled
        self.keepOutcomes = keepOutcomes
        self.fairness = fairness
    }
}
