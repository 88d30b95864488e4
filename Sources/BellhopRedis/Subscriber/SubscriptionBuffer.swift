import DequeModule
import Synchronization

/// What a subscription's consumer has not read yet: bounded; the newest events stay.
final class SubscriptionBuffer: Sendable {
    typealias Event = RedisSubscription.Event
    /// An event, nil at the end, or the error that ended it.
    typealias Next = Result<Event?, RedisError>

    private struct State {
        var events: Deque<Event> = []
        var hasMissed = false
        var end: Next?
        var consumer: UnsafeContinuation<Next, Never>?
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Hands an event to the consumer, or keeps it.
    ///
    /// When full, the oldest event gives way, and `missed` is told first.
    func add(_ event: Event) {
        let consumer = state.withLock { state -> UnsafeContinuation<Next, Never>? in
            guard state.end == nil else { return nil }
            if let consumer = state.consumer.take() { return consumer }
            if state.events.count >= limit {
                state.events.removeFirst()
                state.hasMissed = true
            }
            state.events.append(event)
            return nil
        }
        consumer?.resume(returning: .success(event))
    }

    /// Ends the sequence now; events not read are dropped.
    ///
    /// Only the first end counts.
    func finish(_ end: Next) {
        let consumer = state.withLock { state -> UnsafeContinuation<Next, Never>? in
            guard state.end == nil else { return nil }
            state.events = []
            let consumer = state.consumer.take()
            // An error is told once; after it the sequence is over.
            state.end = consumer == nil ? end : .success(nil)
            return consumer
        }
        consumer?.resume(returning: end)
    }

    /// Waits for the next event.
    func next() async -> Next {
        await withUnsafeContinuation { continuation in
            let ready = state.withLock { state -> Next? in
                if let next = Self.take(&state) { return next }
                precondition(state.consumer == nil, "A Redis subscription has one consumer")
                state.consumer = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    private static func take(_ state: inout State) -> Next? {
        if let end = state.end {
            if case .failure = end { state.end = .success(nil) }
            return end
        }
        if state.hasMissed {
            state.hasMissed = false
            return .success(.missed)
        }
        return state.events.popFirst().map { .success($0) }
    }
}
