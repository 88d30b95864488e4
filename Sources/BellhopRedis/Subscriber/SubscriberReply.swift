/// What a reply on a subscriber's connection is.
enum SubscriberReply {
    /// A message was published.
    case message(channel: String, payload: [UInt8])
    /// The answer to SUBSCRIBE, UNSUBSCRIBE or PING.
    case answer
    /// The server refused a command, with this text.
    case error(String)

    init(_ reply: RedisReply) {
        if let text = reply.errorText {
            self = .error(text)
        } else if reply.count == 3, (try? reply[0].string()) == "message",
            let channel = try? reply[1].string(), let payload = try? reply[2].bytes()
        {
            self = .message(channel: channel, payload: payload)
        } else {
            self = .answer
        }
    }
}
