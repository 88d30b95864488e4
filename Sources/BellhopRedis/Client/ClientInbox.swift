import Synchronization

/// The way from the callers' threads to the event loop: one lock per command, one wake-up per batch.
///
/// An actor hop per command would cost a task switch in, and one more on the loop on the way back.
final class ClientInbox: Sendable {
    private struct Contents {
        var requests: [ClientRequest] = []
        var cancelled: Set<UInt64> = []
        var isWakeUpDue = false
        var isClosed = false
    }

    /// What the caller has to do after a request was offered.
    enum Outcome {
        case added, addedFirst, closed
    }

    private let contents = Mutex(Contents())

    /// Adds a request.
    ///
    /// After `addedFirst` the caller must wake the event loop up.
    func add(_ request: ClientRequest) -> Outcome {
        contents.withLock { contents in
            if contents.isClosed { return .closed }
            contents.requests.append(request)
            return Self.outcome(&contents)
        }
    }

    /// Asks that a request be given up.
    ///
    /// It must have been added before, or be added never.
    func cancel(_ id: UInt64) -> Outcome {
        contents.withLock { contents in
            if contents.isClosed { return .closed }
            contents.cancelled.insert(id)
            return Self.outcome(&contents)
        }
    }

    /// Takes all that has come in since the last time.
    ///
    /// `requests` must be empty; its memory is used again.
    func take(into requests: inout [ClientRequest]) -> Set<UInt64> {
        contents.withLock { contents in
            contents.isWakeUpDue = false
            swap(&contents.requests, &requests)
            guard !contents.cancelled.isEmpty else { return [] }
            defer { contents.cancelled = [] }
            return contents.cancelled
        }
    }

    /// Refuses everything from now on.
    func close() {
        contents.withLock { $0.isClosed = true }
    }

    private static func outcome(_ contents: inout Contents) -> Outcome {
        if contents.isWakeUpDue { return .added }
        contents.isWakeUpDue = true
        return .addedFirst
    }
}
