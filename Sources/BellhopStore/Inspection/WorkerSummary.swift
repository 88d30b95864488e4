/// Describes a worker as the register has it.
package struct WorkerSummary: Hashable, Sendable {
    /// Names the worker.
    package var id: String
    /// Gives the end of its lease in milliseconds since 1970.
    package var leaseEnd: Int64
    /// Gives what the worker says of itself, as JSON.
    package var info: String
    /// Gives the operator's order, if there is one; the worker heeds it with its next beat at the latest.
    package var order: WorkerOrder?
    /// Counts the jobs that it holds.
    package var held: Int
}
