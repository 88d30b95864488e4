import BellhopRedis
import Testing

@Suite struct SubscriptionTableTests {
    @Test("a subscription is announced once all its channels are confirmed")
    func announcesWhenAllConfirmed() {
        var table = SubscriptionTable()
        #expect(table.add(1, channels: ["a", "b"]) == [])
        #expect(table.connected() == [.send(.subscribe("a")), .send(.subscribe("b"))])
        #expect(table.answerArrived(isError: false) == [])
        #expect(table.answerArrived(isError: false) == [.announce(1)])
    }

    @Test("a second listener of a confirmed channel is announced at once, and the channel stays for it")
    func sharesChannels() {
        var table = connected(1, "a")
        #expect(table.add(2, channels: ["a"]) == [.announce(2)])
        #expect(table.listeners(of: "a") == [1, 2])
        #expect(table.remove(1) == [])
        #expect(table.remove(2) == [.send(.unsubscribe("a"))])
        #expect(table.remove(2) == [])
    }

    @Test("a channel subscribed again before its unsubscription was confirmed counts from the last confirmation on")
    func waitsForTheLastConfirmation() {
        var table = SubscriptionTable()
        _ = table.connected()
        #expect(table.add(1, channels: ["a"]) == [.send(.subscribe("a"))])
        #expect(table.remove(1) == [.send(.unsubscribe("a"))])
        #expect(table.add(2, channels: ["a"]) == [.send(.subscribe("a"))])
        #expect(table.answerArrived(isError: false) == [])
        #expect(table.answerArrived(isError: false) == [])
        #expect(table.answerArrived(isError: false) == [.announce(2)])
    }

    @Test("a new connection subscribes to what is listened to, and announces again")
    func resubscribes() {
        var table = connected(1, "a")
        _ = table.add(2, channels: ["gone"])
        table.disconnected()
        #expect(table.remove(2) == [])
        #expect(table.connected() == [.send(.subscribe("a"))])
        #expect(table.answerArrived(isError: false) == [.announce(1)])
    }

    @Test("a refused channel fails its listeners only, and releases their other channels")
    func failsListeners() {
        var table = connected(1, "a")
        #expect(table.add(2, channels: ["x", "y"]) == [.send(.subscribe("x")), .send(.subscribe("y"))])
        #expect(
            table.answerArrived(isError: true) == [.fail([2]), .send(.unsubscribe("x")), .send(.unsubscribe("y"))])
        #expect(table.listeners(of: "a") == [1])
    }

    @Test("a PING waits for its answer in the order of writing, refused or not", arguments: [true, false])
    func pings(_ isError: Bool) {
        var table = connected(1, "a")
        #expect(table.ping() == .send(.ping))
        #expect(table.awaitsPong)
        #expect(table.answerArrived(isError: isError) == [])
        #expect(!table.awaitsPong)
        #expect(table.answerArrived(isError: false) == [.refuse])
    }

    private func connected(_ id: SubscriptionTable.ID, _ channel: String) -> SubscriptionTable {
        var table = SubscriptionTable()
        _ = table.add(id, channels: [channel])
        _ = table.connected()
        _ = table.answerArrived(isError: false)
        return table
    }
}
