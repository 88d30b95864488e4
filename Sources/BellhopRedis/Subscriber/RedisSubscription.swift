/// The events of one call of ``RedisSubscriber/subscribe(to:bufferLimit:)``, for one consumer.
///
/// It ends with nil when the consuming task is cancelled or the subscriber closed, and with an error when the server
/// refuses the user or a channel. Ending it, or letting go of it, unsubscribes.
package struct RedisSubscription: AsyncSequence, Sendable {
    /// What happened on the channels.
    package enum Event: Sendable, Equatable {
        /// All channels are subscribed, on the first or on a new connection. What was published before may have been
        /// missed: read the state now, and rely on messages from here on.
        case subscribed
        /// A message was published.
        case message(channel: String, payload: [UInt8])
        /// The consumer was too slow, and the oldest events were dropped: read the state again.
        case missed
    }

    private let lifetime: Lifetime

    init(buffer: SubscriptionBuffer, onEnd: @escaping @Sendable () -> Void) {
        lifetime = Lifetime(buffer: buffer, onEnd: onEnd)
    }

    /// Returns the iterator.
    ///
    /// All iterators share the events: use one.
    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(lifetime: lifetime)
    }

    /// Ends the sequence, and unsubscribes.
    package func cancel() {
        lifetime.end()
    }

    /// Waits for the events of a subscription.
    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let lifetime: Lifetime

        /// Waits for the next event; nil at the end.
        package mutating func next() async throws(RedisError) -> Event? {
            try await next(isolation: #isolation)
        }

        /// Waits for the next event; nil at the end.
        package mutating func next(isolation: isolated (any Actor)?) async throws(RedisError) -> Event? {
            let lifetime = lifetime
            let result = await withTaskCancellationHandler {
                await lifetime.buffer.next()
            } onCancel: {
                lifetime.end()
            }
            return try result.get()
        }
    }

    /// Unsubscribes when the sequence and its iterators are gone.
    fileprivate final class Lifetime: Sendable {
        let buffer: SubscriptionBuffer
        private let onEnd: @Sendable () -> Void

        init(buffer: SubscriptionBuffer, onEnd: @escaping @Sendable () -> Void) {
            self.buffer = buffer
            self.onEnd = onEnd
        }

        func end() {
            buffer.finish(.success(nil))
            onEnd()
        }

        deinit { onEnd() }
    }
}
