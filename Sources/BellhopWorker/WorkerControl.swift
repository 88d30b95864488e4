import Synchronization

/// Lets the owner of a worker reach it while it runs.
final class WorkerControl: Sendable {
    private struct Fields {
        var state: WorkerState?
        var notifier: SystemdNotifier?
    }

    private let fields = Mutex(Fields())

    /// Notes what runs.
    func attach(_ state: WorkerState, _ notifier: SystemdNotifier?) {
        fields.withLock { fields in
            fields.state = state
            fields.notifier = notifier
        }
    }

    var state: WorkerState? { fields.withLock { $0.state } }
    var notifier: SystemdNotifier? { fields.withLock { $0.notifier } }
}
