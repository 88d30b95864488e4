import Bellhop
import BellhopCore
import FoundationEssentials

/// Holds what a worker says of itself in the register.
package struct WorkerInfo: Codable, Sendable {
    /// Names the machine.
    package var host: String
    /// Gives the process id.
    package var pid: Int32
    /// Bounds the jobs that run at the same time.
    package var concurrency: Int
    /// Lists the queues that it serves; empty means all.
    package var queues: [String]
    /// Lists the names of jobs that it has handlers for.
    package var names: [String]

    init(options: WorkerOptions, registry: JobRegistry) {
        host = ProcessInfo.processInfo.hostName
        pid = ProcessInfo.processInfo.processIdentifier
        concurrency = options.concurrency
        queues = options.queues.map(\.rawValue)
        names = registry.names.map(\.rawValue)
    }

    var json: String {
        guard let bytes = try? JSONEncoder().encode(self) else { return "{}" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
