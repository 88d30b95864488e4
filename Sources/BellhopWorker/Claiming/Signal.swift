import Synchronization

/// Lets one task wait until others have something for it; several signals before the wait count as one.
final class Signal: Sendable {
    private enum State {
        case idle
        case pending
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex<State>(.idle)

    /// Ends the wait, or the next one if nobody waits.
    func fire() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if case .waiting(let continuation) = state {
                state = .idle
                return continuation
            }
            state = .pending
            return nil
        }
        waiter?.resume()
    }

    /// Waits for a signal.
    ///
    /// One task may wait at a time.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isPending = state.withLock { state -> Bool in
                if case .pending = state {
                    state = .idle
                    return true
                }
                state = .waiting(continuation)
                return false
            }
            if isPending { continuation.resume() }
        }
    }

    /// Waits for a signal, at most until `deadline`.
    func wait(until deadline: ContinuousClock.Instant) async {
        await withTaskGroup { group in
            group.addTask { [self] in
                // Cancelled once the wait is over; a signal that it then fires would be one too many.
                if (try? await Task.sleep(until: deadline, clock: .continuous)) != nil { fire() }
            }
            await wait()
            group.cancelAll()
        }
    }
}
