import BellhopRedis
import NIOCore
import TestSupport
import Testing

struct ReplyFuzzTests {
    @Test("a quarter of a million byte streams each give replies or end in a typed error")
    func streams250000() throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        var random = SeededNumbers(seed: seed)
        let valid = ReplyReaderTests.shapes.map { Array($0.bytes.utf8) }
        var reached = FuzzTally()
        for _ in 0..<250_000 {
            var reader = ReplyReader(maximumReplyBytes: 64)
            do {
                var replies = 0
                // Twice: what the first half left open, the second may end, or go too far.
                for _ in 0..<2 {
                    try reader.feed(ByteBuffer(bytes: random.input(from: valid))) { reply in
                        replies += 1
                        var cursor = reply.cursor()
                        while cursor.next() != nil {}
                    }
                }
                reached.note(replies == 0 ? "waiting" : "replies")
            } catch {
                reached.note("\(error.code)", error.message)
                if error.code != .protocolViolation, error.code != .replyTooLarge {
                    Issue.record("seed \(seed): \(error)")
                }
            }
        }
        print("reply fuzz, \(reached.total) inputs, seed \(seed):\n\(reached.text)")
        for end in ["waiting", "replies", "replyTooLarge: ", "as reply type byte", "Bad integer value", "length"] {
            #expect(reached.count(end) > 0, "\(end)")
        }
    }
}
