import DequeModule
package import NIOCore

/// Which command gets which reply: the brain of a connection, without I/O.
///
/// In the order in which things happen:
/// 1. `enqueue`: a request waits; without a connection it waits on, across connections, until its deadline.
/// 2. `sendNext`: it is written, and joins the requests in flight. Redis answers in their order.
/// 3. `replyArrived`: the oldest request in flight gets the reply.
///
/// `cancel` drops a request that waits. One in flight leaves a tombstone whose reply is thrown away, so that
/// the order holds. `expire` gives up what is past its deadline; once that was in flight, the connection is
/// useless, as its replies cannot be trusted to arrive. `connectionClosed` gives up what was in flight.
///
/// Generic over what a request, a reply and a waiting caller are, so that tests use strings.
package struct CommandPipeline<Request, Reply, Context>: ~Copyable {
    private struct Waiting {
        let id: UInt64
        let deadline: NIODeadline
        let replyCount: Int
        let request: Request
        let context: Context
    }

    private struct InFlight {
        let id: UInt64
        let deadline: NIODeadline
        let replyCount: Int
        var arrived = 0
        /// Nil for a tombstone.
        var context: Context?
        /// All replies but the last; stays empty, without an allocation, for a single command.
        var earlier: [Reply] = []
    }

    private var waiting: Deque<Waiting> = []
    private var inFlight: Deque<InFlight> = []

    /// Makes an empty pipeline.
    package init() {}

    /// The number of requests that wait to be written.
    package var waitingCount: Int { waiting.count }
    /// The number of requests written and not fully answered, tombstones included.
    package var inFlightCount: Int { inFlight.count }

    /// Adds a request that asks for a number of replies.
    package mutating func enqueue(
        id: UInt64,
        deadline: NIODeadline,
        replyCount: Int = 1,
        request: Request,
        context: Context
    ) {
        waiting.append(
            Waiting(id: id, deadline: deadline, replyCount: replyCount, request: request, context: context))
    }

    /// Takes the oldest waiting request to be written now; nil when none waits.
    package mutating func sendNext() -> Request? {
        guard let next = waiting.popFirst() else { return nil }
        inFlight.append(
            InFlight(id: next.id, deadline: next.deadline, replyCount: next.replyCount, context: next.context))
        return next.request
    }

    /// What to do with a reply.
    package enum ReplyAction {
        /// Resume this caller with the earlier replies of its request, and this one as the last.
        case resume(Context, earlier: [Reply])
        /// Keep waiting: the request asks for more replies.
        case wait
        /// Throw it away: its caller was cancelled.
        case discard
        /// Close the connection: no request asked for it.
        case refuse
    }

    /// Matches a reply with the oldest request in flight.
    package mutating func replyArrived(_ reply: Reply) -> ReplyAction {
        guard !inFlight.isEmpty else { return .refuse }
        inFlight[0].arrived += 1
        guard inFlight[0].arrived == inFlight[0].replyCount else {
            guard inFlight[0].context != nil else { return .discard }
            inFlight[0].earlier.append(reply)
            return .wait
        }
        let finished = inFlight.removeFirst()
        guard let context = finished.context else { return .discard }
        return .resume(context, earlier: finished.earlier)
    }

    /// A caller to be resumed with an error.
    package struct GivenUp {
        /// Who waits.
        package let context: Context
        /// Tells whether the request was written: then it may have run.
        package let wasWritten: Bool
        /// The replies of the request that did arrive.
        package let earlier: [Reply]
        /// How many replies the request asked for.
        package let replyCount: Int
    }

    /// Gives up the callers of some requests; unknown ids were answered in the meantime.
    package mutating func cancel(_ ids: Set<UInt64>) -> [GivenUp] {
        var cancelled = removeWaiting { ids.contains($0.id) }
        if cancelled.count == ids.count { return cancelled }
        for index in inFlight.indices where inFlight[index].context != nil && ids.contains(inFlight[index].id) {
            if let caller = Self.giveUp(&inFlight[index]) { cancelled.append(caller) }
        }
        return cancelled
    }

    /// Gives up the callers of all requests past their deadline.
    ///
    /// - Returns: the callers, and whether the connection must be closed: then one of the requests, or a
    ///   tombstone, was in flight.
    package mutating func expire(now: NIODeadline) -> (expired: [GivenUp], mustClose: Bool) {
        var expired = removeWaiting { $0.deadline <= now }
        var mustClose = false
        for index in inFlight.indices where inFlight[index].deadline <= now {
            mustClose = true
            if let caller = Self.giveUp(&inFlight[index]) { expired.append(caller) }
        }
        return (expired, mustClose)
    }

    /// Gives up the callers of all requests in flight; those that wait stay for the next connection.
    package mutating func connectionClosed() -> [GivenUp] {
        defer { inFlight.removeAll(keepingCapacity: true) }
        var lost: [GivenUp] = []
        for index in inFlight.indices {
            if let caller = Self.giveUp(&inFlight[index]) { lost.append(caller) }
        }
        return lost
    }

    /// Gives up the callers of all requests that wait.
    package mutating func giveUpWaiting() -> [GivenUp] {
        removeWaiting { _ in true }
    }

    /// The earliest deadline of all requests, tombstones included; nil when there is none.
    ///
    /// Looks at each one.
    package var earliestDeadline: NIODeadline? {
        let ofWaiting = waiting.lazy.map(\.deadline).min()
        let ofInFlight = inFlight.lazy.map(\.deadline).min()
        guard let ofWaiting, let ofInFlight else { return ofWaiting ?? ofInFlight }
        return min(ofWaiting, ofInFlight)
    }

    private mutating func removeWaiting(where isRemoved: (Waiting) -> Bool) -> [GivenUp] {
        guard waiting.contains(where: isRemoved) else { return [] }
        var removed: [GivenUp] = []
        waiting.removeAll { request in
            guard isRemoved(request) else { return false }
            removed.append(
                GivenUp(context: request.context, wasWritten: false, earlier: [], replyCount: request.replyCount))
            return true
        }
        return removed
    }

    private static func giveUp(_ request: inout InFlight) -> GivenUp? {
        guard let context = request.context else { return nil }
        defer {
            request.context = nil
            request.earlier = []
        }
        return GivenUp(context: context, wasWritten: true, earlier: request.earlier, replyCount: request.replyCount)
    }
}
