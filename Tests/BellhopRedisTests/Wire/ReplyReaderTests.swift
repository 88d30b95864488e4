import BellhopRedis
import NIOCore
import Testing

@Suite struct ReplyReaderTests {
    /// Every shape of RESP2, and what a reader makes of it.
    static let shapes: [(bytes: String, expected: String)] = [
        (":42\r\n", "42"),
        (":-9223372036854775808\r\n", "-9223372036854775808"),
        ("+OK\r\n", "OK"),
        ("$5\r\nhello\r\n", "hello"),
        ("$0\r\n\r\n", ""),
        ("$-1\r\n", "null"),
        ("*-1\r\n", "null"),
        ("*0\r\n", "[]"),
        ("-ERR no\r\n", "error(ERR no)"),
        ("*2\r\n$1\r\na\r\n:1\r\n", "[a,1]"),
        ("*3\r\n*2\r\n:1\r\n*0\r\n$-1\r\n*1\r\n*2\r\n+x\r\n-E\r\n", "[[1,[]],null,[[x,error(E)]]]"),
        ("*2\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:7\r\n:8\r\n", "[[[[[[7]]]]],8]"),
    ]

    @Test("a reply is the same however its bytes are cut", arguments: shapes, [1, 2, 3, 7, 1000])
    func isIndependentOfCuts(_ shape: (bytes: String, expected: String), length: Int) throws {
        let replies = try read(shape.bytes + ":1\r\n" + shape.bytes, cutEvery: length)
        #expect(replies.map(describe) == [shape.expected, "1", shape.expected])
    }

    @Test("a reply of megabytes arrives whole")
    func takesLargeReplies() throws {
        let text = String(repeating: "0123456789", count: 500_000)
        let replies = try read("*2\r\n$5000000\r\n\(text)\r\n:1\r\n", cutEvery: 60_000)
        #expect(try replies.first?[0].string() == text)
        #expect(try replies.first?[1].integer() == 1)
    }

    @Test(
        "garbage is a protocol violation, now and ever after",
        arguments: ["hello\r\n", "*1\r\n?\r\n", "$abc\r\n", ":x\r\n", "*-5\r\n", "\r\n\r\n", "$3\r\nabcde"])
    func refusesGarbage(_ bytes: String) {
        var reader = ReplyReader(maximumReplyBytes: 1000)
        let codes = [bytes + "\r\n\r\n", ":1\r\n"].map { bytes -> RedisError.Code? in
            do throws(RedisError) {
                try reader.feed(ByteBuffer(string: bytes)) { _ in }
                return nil
            } catch {
                return error.code
            }
        }
        #expect(codes == [.protocolViolation, .protocolViolation])
    }

    @Test("an array nested deeper than hiredis takes is a protocol violation")
    func refusesDeepNesting() {
        #expect(throws: RedisError.self) { try read(String(repeating: "*1\r\n", count: 20) + ":1\r\n", cutEvery: 1000) }
    }

    @Test("random bytes never stop the process")
    func survivesRandomBytes() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("*$:+-0123456789\r\n\r\n\r\nab".utf8)
        for _ in 0..<20_000 {
            var reader = ReplyReader(maximumReplyBytes: 10_000)
            let bytes = (0..<Int.random(in: 1...60, using: &random)).map { _ in
                Bool.random(using: &random) ? alphabet.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255)
            }
            var replies: [RedisReply] = []
            try? reader.feed(ByteBuffer(bytes: bytes)) { replies.append($0) }
            for reply in replies { _ = describe(reply) }
        }
    }

    @Test("a reply longer than the limit is refused, and many short ones are not")
    func boundsReplies() throws {
        var reader = ReplyReader(maximumReplyBytes: 100)
        var count = 0
        for _ in 0..<1000 { try reader.feed(ByteBuffer(string: "$5\r\nhello\r\n")) { _ in count += 1 } }
        #expect(count == 1000)
        do throws(RedisError) {
            try reader.feed(ByteBuffer(string: "$500\r\n" + String(repeating: "x", count: 120))) { _ in }
            Issue.record("a reply of 126 bytes was taken")
        } catch {
            #expect(error.code == .replyTooLarge)
        }
    }
}

func read(_ bytes: String, cutEvery length: Int) throws(RedisError) -> [RedisReply] {
    var reader = ReplyReader(maximumReplyBytes: 64 * 1024 * 1024)
    var replies: [RedisReply] = []
    var buffer = ByteBuffer(string: bytes)
    while buffer.readableBytes > 0, let part = buffer.readSlice(length: min(length, buffer.readableBytes)) {
        try reader.feed(part) { replies.append($0) }
    }
    return replies
}

/// A reply in a form that tests can compare, read through the subscript and the cursor, which must agree.
func describe(_ reply: RedisReply) -> String {
    if reply.isNull { return "null" }
    if let text = reply.errorText { return "error(\(text))" }
    if let text = try? reply.string() { return text }
    if let bytes = try? reply.bytes() { return "\(bytes)" }
    if let number = try? reply.integer() { return "\(number)" }
    let bySubscript = (0..<reply.count).map { describe(reply[$0]) }
    let byCursor = reply.elements.map(describe)
    return bySubscript == byCursor ? "[\(byCursor.joined(separator: ","))]" : "subscript and cursor differ"
}
