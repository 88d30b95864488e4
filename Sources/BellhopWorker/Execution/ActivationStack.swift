import Bellhop
import BellhopCore
import Logging
import Synchronization

/// Calls activation hooks on in order and off in reverse, however far it came.
struct ActivationStack: Sendable {
    private let hooks: [any ActivationHook]
    private let deadline: Duration

    init(_ hooks: [any ActivationHook], deadline: Duration) {
        self.hooks = hooks
        self.deadline = deadline
    }

    /// Says that there is nothing to call.
    var isEmpty: Bool { hooks.isEmpty }

    /// Calls the hooks on, runs `operation`, and calls off those that succeeded.
    ///
    /// - Throws: ``BellhopCore/BellhopError/Code/activationFailed`` when a hook failed; `operation` was then not run.
    func around<Value>(
        _ context: JobContext, logger: Logger, _ operation: () async throws -> Value
    ) async throws -> Value {
        var active: [any ActivationHook] = []
        do {
            for hook in hooks {
                // A hook may succeed after its deadline: what it prepared must be put away all the same.
                let success = Success()
                do {
                    try await within(deadline) {
                        try await hook.activate(for: context)
                        success.note()
                    }
                } catch {
                    if success.isNoted { active.append(hook) }
                    throw BellhopError(
                        .activationFailed, "activation hook '\(hook.name)' failed: \(error)", cause: error)
                }
                active.append(hook)
            }
            let value = try await operation()
            await callOff(active, context, logger)
            return value
        } catch {
            await callOff(active, context, logger)
            throw error
        }
    }

    private func callOff(_ active: [any ActivationHook], _ context: JobContext, _ logger: Logger) async {
        for hook in active.reversed() {
            // A task of its own, awaited at once: a cancelled run must still be put away.
            let ending = Task { [deadline] in try await within(deadline) { try await hook.deactivate(for: context) } }
            if case .failure(let error) = await ending.result {
                logger.warning(
                    "activation hook failed to put away what it had prepared",
                    metadata: ["hook": "\(hook.name)", "tenant.id": "\(context.tenant)", "error": "\(error)"])
            }
        }
    }
}

/// Notes that a hook has succeeded.
private final class Success: Sendable {
    private let noted = Atomic<Bool>(false)
    var isNoted: Bool { noted.load(ordering: .acquiring) }
    func note() { noted.store(true, ordering: .releasing) }
}

/// Runs `operation` and cancels it at the deadline; it is awaited in any case.
private func within<Success: Sendable>(
    _ deadline: Duration, _ operation: @escaping @Sendable () async throws -> Success
) async throws -> Success {
    try await withThrowingTaskGroup(of: Success?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: deadline)
            return nil
        }
        defer { group.cancelAll() }
        guard let success = try await group.next() ?? nil else {
            throw BellhopError(.timedOut, "it took longer than \(deadline)")
        }
        return success
    }
}
