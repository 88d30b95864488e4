import BellhopRedis
import NIOCore
import Testing

@Suite struct RedisReplyTests {
    @Test("a cursor reads a flat array in order")
    func readsInOrder() throws {
        var cursor = try reply("*7\r\n:1\r\n$2\r\n22\r\n$1\r\na\r\n$2\r\n\0b\r\n$1\r\nc\r\n$-1\r\n$1\r\nd\r\n").cursor()
        #expect(try cursor.nextInteger() == 1)
        #expect(try cursor.nextInteger() == 22)
        #expect(try cursor.nextString() == "a")
        #expect(try cursor.nextBytes() == [0, 98])
        #expect(try cursor.nextBuffer() == ByteBuffer(string: "c"))
        #expect(try cursor.nextOptionalString() == nil)
        #expect(!cursor.isAtEnd)
        #expect(try cursor.nextOptionalBuffer() == ByteBuffer(string: "d"))
        #expect(cursor.isAtEnd)
        #expect(throws: RedisError.self) { try cursor.nextInteger() }
    }

    @Test("a cursor steps over a nested array as one element")
    func stepsOverNestedArrays() throws {
        var cursor = try reply("*3\r\n*2\r\n*1\r\n:1\r\n:2\r\n$1\r\na\r\n*0\r\n").cursor()
        let first = cursor.next()
        let nested = try #require(first)
        #expect(nested.count == 2)
        #expect(try nested[0][0].integer() == 1)
        #expect(try nested[1].integer() == 2)
        #expect(try cursor.nextString() == "a")
        let (last, end) = (cursor.next(), cursor.next())
        #expect(last?.count == 0)
        #expect(end.map(describe) == nil)
    }

    @Test(
        "an integer is a number or its digits, and nothing else",
        arguments: [
            (":5\r\n", 5), ("$2\r\n-5\r\n", -5), ("$1\r\n-\r\n", nil), ("$2\r\n5 \r\n", nil), ("$0\r\n\r\n", nil),
            ("$19\r\n9223372036854775807\r\n", Int.max), ("$20\r\n-9223372036854775808\r\n", Int.min),
            ("$19\r\n9223372036854775808\r\n", nil), ("$-1\r\n", nil), ("*0\r\n", nil),
        ] as [(String, Int?)])
    func readsIntegers(_ bytes: String, expected: Int?) throws {
        let reply = try reply(bytes)
        #expect((try? reply.integer()) == expected)
    }

    @Test("bytes that are not UTF-8 are an error as a string, and themselves as bytes")
    func keepsBytes() throws {
        var reader = ReplyReader(maximumReplyBytes: 100)
        var replies: [RedisReply] = []
        try reader.feed(ByteBuffer(bytes: Array("$2\r\n".utf8) + [0xFF, 0xFE] + Array("\r\n".utf8))) {
            replies.append($0)
        }
        let reply = try #require(replies.first)
        #expect(throws: RedisError.self) { try reply.string() }
        #expect(try reply.bytes() == [0xFF, 0xFE])
    }

    @Test("the cursor of a null is at its end, and reading it says what it is")
    func treatsNullAsEmpty() throws {
        var cursor = try reply("*-1\r\n").cursor()
        #expect(cursor.isAtEnd)
        do throws(RedisError) {
            _ = try cursor.nextString()
            Issue.record("read an element of a null")
        } catch {
            #expect(error.code == .unexpectedReply)
            #expect(error.message.contains("null"))
        }
    }

    @Test("an error inside an array is thrown as the error it is")
    func typesNestedErrors() throws {
        let reply = try reply("*1\r\n-OOM too much\r\n")
        do throws(RedisError) {
            _ = try reply[0].string()
            Issue.record("read an error as a string")
        } catch {
            #expect(error.code == .outOfMemory)
        }
    }

    private func reply(_ bytes: String) throws -> RedisReply {
        try #require(try read(bytes, cutEvery: 1000).first)
    }
}
