/// A Redis URL cut into its parts, none of them decoded yet.
///
/// Hand-written, as Foundation's `URL` would pull all of Foundation into every worker.
struct RedisURL {
    let scheme: String?
    private let userInfo: Substring?
    private let hostAndPort: Substring
    private let path: Substring
    private let query: Substring?

    init(_ url: String) {
        guard let (scheme, afterScheme) = url[...].cut(at: "://") else {
            (scheme, userInfo, hostAndPort, path, query) = (nil, nil, "", "", nil)
            return
        }
        self.scheme = scheme.lowercased()
        let cutAtQuery = afterScheme.cut(at: "?")
        let beforeQuery = cutAtQuery?.0 ?? afterScheme
        query = cutAtQuery?.1
        let slash = beforeQuery.firstIndex(of: "/") ?? beforeQuery.endIndex
        path = beforeQuery[slash...]
        let authority = beforeQuery[..<slash]
        if let at = authority.lastIndex(of: "@") {
            userInfo = authority[..<at]
            hostAndPort = authority[authority.index(after: at)...]
        } else {
            userInfo = nil
            hostAndPort = authority
        }
    }

    func tcpAddress() throws(RedisError) -> RedisAddress {
        guard !path.contains("@"), query?.contains("@") != true else {
            throw error("the password", "holds a '/' or '?'", "write them as %2F and %3F")
        }
        guard query == nil else {
            throw error("the query", "is not allowed here", "write the database as redis://host/1")
        }
        var host = hostAndPort
        var port: Substring?
        if hostAndPort.hasPrefix("[") {
            guard let (inner, rest) = hostAndPort.dropFirst().cut(at: "]"), rest.isEmpty || rest.hasPrefix(":") else {
                throw error("the host", "has no closing ']'", "write an IPv6 address as [::1]")
            }
            (host, port) = (inner, rest.isEmpty ? nil : rest.dropFirst())
        } else if let (name, number) = hostAndPort.cut(at: ":") {
            (host, port) = (name, number)
        }
        guard !host.isEmpty else { throw error("the host", "is missing", "write redis://host:port") }
        guard let number = port.map({ UInt16($0) }) ?? 6379, number > 0 else {
            throw error("the port", "is not a number from 1 to 65535", "for example 6379", value: port)
        }
        return .tcp(host: try decoded(host, "the host"), port: Int(number))
    }

    func credentials() throws(RedisError) -> (username: String?, password: RedisSecret?) {
        guard let userInfo else { return (nil, nil) }
        guard let (user, secret) = userInfo.cut(at: ":") else {
            throw error("the password", "is missing", "write redis://user:password@host, or no user at all")
        }
        let username = try decoded(user, "the user")
        return (username.isEmpty ? nil : username, RedisSecret(try decoded(secret, "the password")))
    }

    func databaseInPath() throws(RedisError) -> Int {
        try database(path.dropFirst())
    }

    func databaseInQuery() throws(RedisError) -> Int {
        guard let query, !query.isEmpty else { return 0 }
        guard query.hasPrefix("db=") else {
            throw error("the query", "is not known", "only ?db=N is")
        }
        return try database(query.dropFirst(3))
    }

    func socketPath() throws(RedisError) -> String {
        guard hostAndPort.isEmpty, userInfo == nil else {
            throw error("the path", "is not absolute", "write unix:///run/redis.sock, with three slashes")
        }
        guard path.utf8.count > 1 else {
            throw error("the path", "is missing", "write unix:///run/redis.sock, with three slashes")
        }
        return try decoded(path, "the path")
    }

    /// Names the wrong part, and shows its value only if it is a number: in a URL that cannot be read, any
    /// other text may be a piece of the password.
    func error(_ part: String, _ problem: String, _ advice: String, value: Substring? = nil) -> RedisError {
        let isNumber = value?.utf8.allSatisfy { (0x30...0x39).contains($0) } ?? false
        let shown = isNumber ? value.map { " \($0)" } ?? "" : ""
        return RedisError(.invalidURL, "In the Redis URL, \(part)\(shown) \(problem): \(advice).")
    }

    private func database(_ text: Substring) throws(RedisError) -> Int {
        if text.isEmpty { return 0 }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int32(text) else {
            throw error("the database", "is not a number", "for example 0", value: text)
        }
        return Int(number)
    }

    private func decoded(_ text: Substring, _ part: String) throws(RedisError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit else {
                throw error(part, "has a '%' without two hexadecimal digits", "write a percent sign as %25")
            }
            bytes.append(high << 4 | low)
        }
        guard let string = String(validating: bytes, as: UTF8.self), !string.utf8.contains(0) else {
            throw error(part, "is not text", "percent-encode UTF-8 bytes")
        }
        return string
    }
}

extension Substring {
    /// Returns what stands before and after the first occurrence of a separator, or nil without one.
    fileprivate func cut(at separator: String) -> (Substring, Substring)? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(separator) {
                return (self[..<start], self[index(start, offsetBy: separator.count)...])
            }
            formIndex(after: &start)
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
