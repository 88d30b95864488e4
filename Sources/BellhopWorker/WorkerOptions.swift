public import BellhopCore
package import BellhopStore

/// Says how a worker works.
///
/// Every span of time is an option, so that tests run with short ones.
public struct WorkerOptions: Sendable {
    /// Lists the queues to serve, in order of preference; empty means all.
    public var queues: [QueueName] = []
    /// Shares the worker's time between its queues by weight, instead of serving them in order of preference; a queue that is
    /// not there has weight 1.
    public var queueWeights: [QueueName: TenantWeight] = [:]
    /// Bounds the jobs that run at the same time.
    public var concurrency = 32
    /// Is how long the store keeps the worker's claims without a beat; then its jobs go back to their lanes.
    public var lease: Duration = .seconds(15)
    /// Is how often the worker prolongs its lease.
    public var beat: Duration = .seconds(5)
    /// Is how often an idle worker looks for work without being woken; a backstop and nothing more.
    public var poll: Duration = .seconds(5)
    /// Is how long running jobs may go on after the worker was told to stop; then they are cancelled and released.
    public var drainDeadline: Duration = .seconds(25)
    /// Is how long a run may go on after it was cancelled; then its handler counts as stuck, and the worker drains, leaves
    /// it behind and ends with ``BellhopCore/BellhopError/Code/abandoned``.
    public var cancelGrace: Duration = .seconds(10)
    /// Is how long the outcomes of finished jobs are kept.
    public var keepOutcomes: Duration = .seconds(24 * 3600)
    /// Is how long dead and quarantined jobs are kept.
    public var keepBuried: Duration = .seconds(90 * 86_400)
    /// Bounds the dead jobs of a tenant, and its quarantined ones: the oldest go first.
    public var mostBuried = 10_000
    /// Is how often what is past its bounds is removed, by one of the workers.
    public var tidy: Duration = .seconds(60)
    /// Bounds a result, in bytes; a job with a larger one dies.
    public var largestResult = 1 << 20
    /// Is the share of Redis's memory limit from which on no new jobs are taken in.
    public var fullAt = 0.9
    /// Is how often the worker looks for schedules that it has not heard of; instants that it knows of it keeps to the
    /// millisecond.
    public var cronPoll: Duration = .seconds(1)
    /// Is how long a schedule whose instant has come is left to one worker, before another one may enqueue in its place.
    public var cronLease: Duration = .seconds(5)
    /// Is how long an activation hook may take.
    public var hookDeadline: Duration = .seconds(5)
    /// Is how long a job waits for a worker that knows its name, before it is quarantined; a worker that registers with the
    /// name gets it at once.
    public var unknownNameDelay: Duration = .seconds(600)
    /// Counts the workers that a job may kill: with the last of them it is quarantined.
    ///
    /// From the first one on, the job is a suspect: a worker runs one suspect at a time, and its death is then put down to
    /// that job and to no other.
    public var mostCrashes = 3
    /// Is how long a job that a newer build wrote is left to newer workers, before this one looks at it again.
    public var newerVersionDelay: Duration = .seconds(10)
    /// Ends the worker when all work that may run has been done.
    public var drainsAndEnds = false
    /// Sets how much a pick may take.
    package var fairness = FairnessOptions()

    /// Makes options with their defaults.
    public init() {}

    /// Checks the values.
    ///
    /// - Throws: ``BellhopCore/BellhopError/Code/configuration`` with the option that is wrong.
    package func validate() throws(BellhopError) {
        guard (1...4000).contains(concurrency) else {
            throw BellhopError(
                .configuration, "a concurrency of \(concurrency) is out of bounds: it goes from 1 to 4000")
        }
        guard (1...255).contains(mostCrashes) else {
            throw BellhopError(.configuration, "\(mostCrashes) crashes are out of bounds: they go from 1 to 255")
        }
        if let stray = queueWeights.keys.first(where: { !queues.contains($0) }) {
            throw BellhopError(
                .configuration, "queue '\(stray)' has a weight and is not served: list it among the queues")
        }
        guard fullAt > 0, fullAt <= 1 else {
            throw BellhopError(
                .configuration, "a share of \(fullAt) of Redis's memory is out of bounds: it lies above 0 and up to 1")
        }
        guard beat > .zero, lease >= beat * 2 else {
            throw BellhopError(
                .configuration, "a lease of \(lease) is too short for beats every \(beat): take at least two beats")
        }
    }
}
