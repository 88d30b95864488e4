extension RedisConfiguration {
    /// Reads `redis://[user[:password]@]host[:port][/database]`, the same with `rediss://` for TLS, or
    /// `unix:///path[?db=N]`.
    ///
    /// User, password, host and path may be percent-encoded. A password without a user is written
    /// `redis://:password@host`.
    ///
    /// - Throws: ``RedisError/Code/invalidURL``, naming the part that is wrong. No value is shown when the URL
    ///   may hold a password.
    package init(url: String) throws(RedisError) {
        let parts = RedisURL(url)
        guard let scheme = parts.scheme else {
            throw parts.error("the scheme", "is missing", "start it with redis://, rediss:// or unix://")
        }
        switch scheme {
        case "redis", "rediss":
            self.init(address: try parts.tcpAddress())
            (username, password) = try parts.credentials()
            database = try parts.databaseInPath()
            tls = scheme == "rediss" ? TLS() : nil
        case "unix":
            self.init(address: .unix(path: try parts.socketPath()))
            database = try parts.databaseInQuery()
        default:
            throw parts.error("the scheme", "is not known", "use redis://, rediss:// or unix://")
        }
    }
}
