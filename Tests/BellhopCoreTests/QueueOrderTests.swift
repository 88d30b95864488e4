import BellhopCore
import Testing

struct QueueOrderTests {
    @Test("without weights the order is the one that was given, whatever the queues used")
    func strict() {
        var order = QueueOrder(["b", "a"])
        order.note(["b": 1_000_000])
        #expect(order.queues == ["b", "a"])
    }

    @Test("with weights queues that have work share the time by weight, and one that had none earns no credit")
    func weighted() throws {
        var order = QueueOrder(["a", "b", "c"], weights: ["a": try TenantWeight(3), "b": .one])
        var used: [QueueName: Int] = [:]
        // The first two have work all the time, the third one not before half of the time has passed.
        for turn in 0..<800 {
            let queue = order.queues.first { $0 != "c" || turn >= 400 } ?? "a"
            used[queue, default: 0] += 1000
            order.note([queue: 1000])
            if turn == 399 {
                #expect(used["a"] == 300_000)
                #expect(used["b"] == 100_000)
            }
        }
        let late = used["c"] ?? 0
        #expect(abs(late - 80_000) <= 2000)
    }
}
