package import BellhopCore

/// Says what to do with a queue, or with jobs of one name, over all tenants.
package enum QueueChange: Sendable {
    /// Starts no more of its jobs; running ones finish.
    case pause(QueueName)
    /// Lets its jobs go on.
    case resume(QueueName)
    /// Bounds its jobs that workers hold at any time; `nil` takes the bound away.
    case cap(QueueName, Int?)
    /// Starts no more jobs of a name.
    case pauseJobs(JobName)
    /// Lets jobs of a name go on.
    case resumeJobs(JobName)
}
