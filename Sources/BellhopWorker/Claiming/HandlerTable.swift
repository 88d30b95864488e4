import Bellhop
import BellhopCore
import Synchronization

/// Holds the handlers that jobs find when they start; they can be replaced while jobs run.
final class HandlerTable: Sendable {
    private let registry: Mutex<JobRegistry>

    init(_ registry: JobRegistry) { self.registry = Mutex(registry) }

    /// Finds a handler.
    func handler(of name: JobName) -> JobRegistry.Handler? { registry.withLock { $0.handlers[name] } }

    /// Gives the handlers as they are now.
    var current: JobRegistry { registry.withLock { $0 } }

    /// Replaces the handlers for the jobs that start from now on.
    func replace(_ registry: JobRegistry) { self.registry.withLock { $0 = registry } }
}
