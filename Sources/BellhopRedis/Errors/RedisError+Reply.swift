extension RedisError {
    /// Types an error reply by its first word.
    ///
    /// This is the only place that knows Redis's error words.
    ///
    /// - Parameters:
    ///   - reply: the text of the error reply.
    ///   - address: which server sent it, for the message.
    package init(reply: String, address: String) {
        let prefix = String(reply.prefix { $0 != " " })
        self.init(
            Self.codes[prefix] ?? .server,
            "Redis at \(address) answered: \(Self.withoutArguments(reply))",
            replyPrefix: prefix
        )
    }

    private static let codes: [String: Code] = [
        "LOADING": .loading,
        "MASTERDOWN": .loading,
        "READONLY": .readOnly,
        "OOM": .outOfMemory,
        "NOSCRIPT": .noScript,
        "NOAUTH": .authenticationFailed,
        "WRONGPASS": .authenticationFailed,
        "NOPERM": .noPermission,
        "CLUSTERDOWN": .clusterDown,
        "TRYAGAIN": .clusterDown,
        "MOVED": .moved,
        "ASK": .moved,
        "BUSY": .busy,
    ]

    /// For an unknown command, Redis repeats the arguments in its answer: they must not reach a log.
    private static func withoutArguments(_ reply: String) -> Substring {
        let marker = ", with args beginning with:"
        var rest = reply[...]
        while !rest.isEmpty {
            if rest.hasPrefix(marker) { return reply[..<rest.startIndex] }
            rest.removeFirst()
        }
        return reply[...]
    }
}
