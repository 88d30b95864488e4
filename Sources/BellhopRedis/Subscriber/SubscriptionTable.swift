import DequeModule

/// Who listens to which channel, and what the server has confirmed: the brain of a subscriber, without I/O.
///
/// A channel is subscribed for its first listener and unsubscribed after its last one. Redis answers in order, so each
/// command that is written is noted, and each answer belongs to the oldest one.
package struct SubscriptionTable: Sendable {
    /// Names a subscription.
    package typealias ID = UInt64

    /// A command to write, or one whose answer is due.
    package enum Command: Sendable, Equatable {
        case subscribe(String)
        case unsubscribe(String)
        case ping
    }

    /// What the owner has to do, in this order.
    package enum Action: Sendable, Equatable {
        /// Write this command.
        case send(Command)
        /// Tell this subscription that all its channels are subscribed.
        case announce(ID)
        /// End these subscriptions with the server's error.
        case fail([ID])
        /// Close the connection: the server sent an answer that no command asked for.
        case refuse
    }

    private struct Channel {
        var listeners: Set<ID> = []
        /// SUBSCRIBEs written and not confirmed.
        ///
        /// With an earlier UNSUBSCRIBE on its way, only the last one counts.
        var unconfirmed = 0
    }

    private struct Subscription {
        let channels: [String]
        var isAnnounced = false
    }

    private var channels: [String: Channel] = [:]
    private var subscriptions: [ID: Subscription] = [:]
    private var unanswered: Deque<Command> = []
    private var isConnected = false

    /// Makes an empty table.
    package init() {}

    /// Tells whether nobody listens.
    package var isEmpty: Bool { subscriptions.isEmpty }

    /// Tells whether a PING has not been answered yet.
    package var awaitsPong: Bool { unanswered.contains(.ping) }

    /// The subscriptions that listen to a channel.
    package func listeners(of channel: String) -> Set<ID> {
        channels[channel]?.listeners ?? []
    }

    /// Adds a subscription.
    package mutating func add(_ id: ID, channels names: [String]) -> [Action] {
        subscriptions[id] = Subscription(channels: names)
        var actions: [Action] = []
        for name in names {
            let isNew = channels[name, default: Channel()].listeners.isEmpty
            channels[name, default: Channel()].listeners.insert(id)
            if isNew, isConnected { actions.append(subscribe(name)) }
        }
        return actions + announce([id])
    }

    /// Removes a subscription; an unknown one is none to remove.
    package mutating func remove(_ id: ID) -> [Action] {
        guard let subscription = subscriptions.removeValue(forKey: id) else { return [] }
        var actions: [Action] = []
        for name in subscription.channels where channels[name]?.listeners.remove(id) != nil {
            guard channels[name]?.listeners.isEmpty == true else { continue }
            if isConnected {
                unanswered.append(.unsubscribe(name))
                actions.append(.send(.unsubscribe(name)))
            } else {
                channels[name] = nil
            }
        }
        return actions
    }

    /// Subscribes everything on a new connection.
    package mutating func connected() -> [Action] {
        isConnected = true
        return channels.keys.sorted().map { subscribe($0) }
    }

    /// Forgets what the last connection has confirmed.
    package mutating func disconnected() {
        isConnected = false
        unanswered.removeAll()
        channels = channels.filter { !$0.value.listeners.isEmpty }
        for name in channels.keys { channels[name]?.unconfirmed = 0 }
        for id in subscriptions.keys { subscriptions[id]?.isAnnounced = false }
    }

    /// Asks the server whether it is still there.
    package mutating func ping() -> Action {
        unanswered.append(.ping)
        return .send(.ping)
    }

    /// Takes the answer to the oldest command written.
    ///
    /// - Parameter isError: whether the server refused the command.
    /// - Returns: what to do; `fail` stands for the error of the answer.
    package mutating func answerArrived(isError: Bool) -> [Action] {
        switch unanswered.popFirst() {
        case nil:
            return [.refuse]
        case .ping:
            // A refused PING is an answer all the same.
            return []
        case .unsubscribe(let name):
            guard let channel = channels[name] else { return [] }
            if channel.listeners.isEmpty, channel.unconfirmed == 0 { channels[name] = nil }
            return []
        case .subscribe(let name):
            channels[name]?.unconfirmed -= 1
            let listeners = listeners(of: name).sorted()
            guard isError else { return announce(listeners) }
            return [.fail(listeners)] + listeners.flatMap { remove($0) }
        }
    }

    private mutating func subscribe(_ name: String) -> Action {
        channels[name]?.unconfirmed += 1
        unanswered.append(.subscribe(name))
        return .send(.subscribe(name))
    }

    private mutating func announce(_ ids: [ID]) -> [Action] {
        guard isConnected else { return [] }
        return ids.compactMap { id in
            guard let subscription = subscriptions[id], !subscription.isAnnounced else { return nil }
            guard subscription.channels.allSatisfy({ channels[$0]?.unconfirmed == 0 }) else { return nil }
            subscriptions[id]?.isAnnounced = true
            return .announce(id)
        }
    }
}
