import BellhopRedis
import BellhopTesting
import NIOCore
import TestSupport
import Testing

@Suite(.redisServer) struct RedisCommandTests {
    @Test("every kind of argument arrives byte for byte")
    func carriesEveryKind() async throws {
        try await withClient(.current) { client in
            var command = RedisCommand(name: "RPUSH", capacityHint: 1)
            command.append("RedisCommandTests")
            command.append("text\r\n*1\r\n")
            command.append(Int.min)
            command.append(0)
            command.append([0, 255, 13, 10])
            command.append(ByteBuffer(string: "buffer"))
            command.append(bytes: [1, 2, 3][1...])
            command.append(bytes: "lazy".utf8.reversed())
            command.append("")
            #expect(command.count == 10)
            #expect(try await client.send(command).integer() == 8)
            let stored = try await client.send("LRANGE", "RedisCommandTests", "0", "-1").elements.map { try $0.bytes() }
            #expect(
                stored == [
                    Array("text\r\n*1\r\n".utf8), Array("\(Int.min)".utf8), Array("0".utf8), [0, 255, 13, 10],
                    Array("buffer".utf8), [2, 3], Array("yzal".utf8), [],
                ])
        }
    }

    @Test("an argument of megabytes arrives whole, and so does its reply")
    func carriesLargeArguments() async throws {
        try await withClient(.current) { client in
            let text = String(repeating: "abcdefgh", count: 1_000_000)
            let echo = try await client.send("ECHO", text).string()
            #expect(echo == text)
        }
    }
}
