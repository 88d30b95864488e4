/// Describes a worker as the register has it.
package struct WorkerSummary: Hashable, Sendable {
    /// Names the worker.
    package var id: String
    /// Gives the end of its lease in milliseconds since 1970.
    package var leaseEnd: Int64
    /// Gives what the worker says of itself, as JSON.
    package var info: String
    /// Counts the jobs that it holds.
    package var held: Int
}
