import BellhopRedis
import Testing

@Suite struct HandshakeTests {
    @Test("a handshake says only what is configured, and always ends with a PING")
    func saysWhatIsConfigured() throws {
        #expect(Handshake(try RedisConfiguration(url: "redis://h")).commands.count == 1)
        #expect(try full().commands.count == 4)
    }

    @Test("a handshake is over with the answer to its PING")
    func endsWithPing() throws {
        var handshake = try full()
        let actions = try ["+OK", "+OK", "+OK", "+PONG"].map { describe(handshake.replyArrived(try reply($0))) }
        #expect(actions == ["wait", "wait", "wait", "ready"])
    }

    @Test(
        "what another attempt would not mend is refused, and the rest tried again",
        arguments: [
            (["-WRONGPASS x"], "refuse authenticationFailed"),
            (["+OK", "-NOPERM x"], "refuse noPermission"), (["+OK", "-ERR DB index is out of range"], "retry server"),
            (["+OK", "+OK", "-NOPERM x"], "refuse noPermission"),
            (["+OK", "+OK", "+OK", "-LOADING x"], "retry loading"),
            (["+OK", "+OK", "+OK", "-NOAUTH x"], "refuse authenticationFailed"),
            (["+OK", "+OK", "+OK", "-NOPERM x"], "ready"), (["-ERR max number of clients reached"], "retry server"),
            (["-LOADING x"], "retry loading"), (["+OK", "+OK", "+OK", "+PONG", "+MORE"], "retry protocolViolation"),
        ])
    func judges(_ replies: [String], expected: String) throws {
        var handshake = try full()
        let last = try replies.map { describe(handshake.replyArrived(try reply($0))) }.last
        #expect(last == expected)
    }

    private func full() throws -> Handshake {
        var configuration = try RedisConfiguration(url: "redis://u:p@h/3")
        configuration.clientName = "bellhop"
        return Handshake(configuration)
    }

    private func reply(_ line: String) throws -> RedisReply {
        try #require(try read(line + "\r\n", cutEvery: 1000).first)
    }

    private func describe(_ action: Handshake.Action) -> String {
        switch action {
        case .wait: "wait"
        case .ready: "ready"
        case .retry(let error): "retry \(error.code)"
        case .refuse(let error): "refuse \(error.code)"
        }
    }
}
