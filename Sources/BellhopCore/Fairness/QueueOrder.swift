/// Orders the queues of a worker: as they were given, or so that they share its time by weight.
///
/// With weights it is start-time fair queueing again, over queues: each has a pass, which grows by the time that its jobs took
/// over its weight, and the queue of the least pass comes first. The others stand behind it, so that no slot stays empty.
package struct QueueOrder: Sendable {
    private struct Turn {
        let queue: QueueName
        let place: Int
        let weight: Int
        var pass = 0
    }

    private var turns: [Turn]
    private let isStrict: Bool

    /// Makes an order; without weights it is the one of `queues`.
    ///
    /// - Parameters:
    ///   - queues: lists the queues in order of preference.
    ///   - weights: gives their shares; a queue that is not there has weight 1.
    package init(_ queues: [QueueName], weights: [QueueName: TenantWeight] = [:]) {
        isStrict = weights.isEmpty
        turns = queues.enumerated().map {
            Turn(queue: $1, place: $0, weight: (weights[$1] ?? .one).hundredths)
        }
    }

    /// Lists the queues, the one whose turn it is first.
    package var queues: [QueueName] {
        if isStrict { return turns.map(\.queue) }
        return turns.sorted { ($0.pass, $0.place) < ($1.pass, $1.place) }.map(\.queue)
    }

    /// Notes what a claim gave, in microseconds of estimated worker time by queue; a queue that gave nothing has no work, and
    /// earns no credit by that.
    package mutating func note(_ given: [QueueName: Int]) {
        if isStrict || given.isEmpty { return }
        let clock = turns.filter { given[$0.queue] != nil }.map(\.pass).min() ?? 0
        for index in turns.indices {
            if let time = given[turns[index].queue] {
                turns[index].pass += max(1, time) * 100 / turns[index].weight
            } else {
                turns[index].pass = max(turns[index].pass, clock)
            }
        }
    }
}
