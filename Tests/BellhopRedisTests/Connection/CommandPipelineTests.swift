import BellhopRedis
import NIOCore
import Testing

@Suite struct CommandPipelineTests {
    typealias Pipeline = CommandPipeline<String, String, String>

    @Test("replies go to their requests in the order of writing")
    func keepsOrder() {
        var pipeline = filled(["a", "b"], sending: 2)
        let first = describe(pipeline.replyArrived("1"))
        let second = describe(pipeline.replyArrived("2"))
        let third = describe(pipeline.replyArrived("3"))
        #expect([first, second, third] == ["a []", "b []", "refuse"])
    }

    @Test("a request for several replies is resumed with the last, and has the earlier ones")
    func collectsReplies() {
        var pipeline = Pipeline()
        pipeline.enqueue(id: 1, deadline: .distantFuture, replyCount: 3, request: "r", context: "a")
        _ = pipeline.sendNext()
        let actions = ["1", "2", "3"].map { describe(pipeline.replyArrived($0)) }
        #expect(actions == ["wait", "wait", "a [1, 2]"])
    }

    @Test("a request cancelled before it was written is never written")
    func dropsWaiting() {
        var pipeline = filled(["a", "b"], sending: 0)
        let cancelled = describe(pipeline.cancel([1]))
        let sent = pipeline.sendNext()
        let next = pipeline.sendNext()
        #expect(cancelled == ["a"])
        #expect(sent == "b!")
        #expect(next == nil)
    }

    @Test("a request cancelled in flight resumes at once, and its reply goes to nobody")
    func leavesTombstone() {
        var pipeline = filled(["a", "b", "c"], sending: 3)
        let cancelled = describe(pipeline.cancel([2, 99]))
        let again = describe(pipeline.cancel([2]))
        let actions = ["1", "2", "3"].map { describe(pipeline.replyArrived($0)) }
        #expect(cancelled == ["b written"])
        #expect(again == [])
        #expect(actions == ["a []", "discard", "c []"])
    }

    @Test("a cancelled request for several replies leaves a tombstone for each")
    func leavesTombstoneForBatch() {
        var pipeline = Pipeline()
        pipeline.enqueue(id: 1, deadline: .distantFuture, replyCount: 3, request: "r", context: "a")
        pipeline.enqueue(id: 2, deadline: .distantFuture, request: "r", context: "b")
        while pipeline.sendNext() != nil {}
        let first = describe(pipeline.replyArrived("1"))
        _ = pipeline.cancel([1])
        let actions = ["2", "3", "4"].map { describe(pipeline.replyArrived($0)) }
        #expect([first] + actions == ["wait", "discard", "discard", "b []"])
    }

    @Test("a passed deadline gives up what waits, and condemns the connection only for what is in flight")
    func expires() {
        var pipeline = Pipeline()
        for (id, deadline) in [(1, 10), (2, 20), (3, 10), (4, 30)] as [(UInt64, UInt64)] {
            pipeline.enqueue(id: id, deadline: .uptimeNanoseconds(deadline), request: "r", context: "c\(id)")
        }
        _ = pipeline.sendNext()
        _ = pipeline.sendNext()
        let before = pipeline.expire(now: .uptimeNanoseconds(9))
        let first = pipeline.earliestDeadline
        let after = pipeline.expire(now: .uptimeNanoseconds(10))
        let lost = describe(pipeline.connectionClosed())
        let next = pipeline.earliestDeadline
        let late = pipeline.expire(now: .uptimeNanoseconds(30))
        let end = pipeline.earliestDeadline
        #expect(describe(before.expired) == [] && !before.mustClose)
        #expect(first == .uptimeNanoseconds(10))
        #expect(describe(after.expired) == ["c3", "c1 written"] && after.mustClose)
        #expect(lost == ["c2 written"])
        #expect(next == .uptimeNanoseconds(30))
        #expect(describe(late.expired) == ["c4"] && !late.mustClose)
        #expect(end == nil)
    }

    @Test("a tombstone past its deadline condemns the connection too")
    func expiresTombstones() {
        var pipeline = Pipeline()
        pipeline.enqueue(id: 1, deadline: .uptimeNanoseconds(5), request: "r", context: "a")
        _ = pipeline.sendNext()
        _ = pipeline.cancel([1])
        let result = pipeline.expire(now: .uptimeNanoseconds(5))
        #expect(result.expired.isEmpty && result.mustClose)
    }

    @Test("a lost connection gives up what was in flight, and keeps what waits for the next")
    func survivesLoss() {
        var pipeline = filled(["a", "b", "c"], sending: 2)
        let lost = describe(pipeline.connectionClosed())
        let sent = pipeline.sendNext()
        let action = describe(pipeline.replyArrived("3"))
        #expect(lost == ["a written", "b written"])
        #expect(sent == "c!")
        #expect(action == "c []")
    }

    private func filled(_ contexts: [String], sending count: Int) -> Pipeline {
        var pipeline = Pipeline()
        for (index, context) in contexts.enumerated() {
            pipeline.enqueue(
                id: UInt64(index + 1), deadline: .distantFuture, request: context + "!", context: context)
        }
        for _ in 0..<count { _ = pipeline.sendNext() }
        return pipeline
    }

    private func describe(_ action: Pipeline.ReplyAction) -> String {
        switch action {
        case .resume(let context, let earlier): "\(context) [\(earlier.joined(separator: ", "))]"
        case .wait: "wait"
        case .discard: "discard"
        case .refuse: "refuse"
        }
    }

    private func describe(_ callers: [Pipeline.GivenUp]) -> [String] {
        callers.map { $0.context + ($0.wasWritten ? " written" : "") }
    }
}
