import BellhopStore

/// Looks at a server's settings: what would lose jobs, or bring everything to a halt.
struct ServerExam {
    private static let fewestClients = 1000
    /// A payload may have 1 MiB, and an argument of a command is a little longer.
    private static let leastArgument = 2 << 20
    /// The answer to a claim has 1 MiB and more, and two may be under way.
    private static let leastBuffer = 8 << 20
    private let server: ServerSettings

    init(_ server: ServerSettings) { self.server = server }

    /// Lists what is wrong.
    var findings: [Finding] {
        var findings: [Finding] = []
        func find(_ severity: Finding.Severity, _ subject: String, _ words: String) {
            findings.append(Finding(severity: severity, subject: subject, words: words))
        }
        let version = server.info["redis_version"] ?? server.info["valkey_version"] ?? ""
        if let major = Int(version.prefix { $0 != "." }), major < 7 {
            find(.danger, "redis_version", "\(version) is too old: Bellhop needs Redis 7.0 or Valkey")
        }
        if server.info["cluster_enabled"] == "1" {
            find(.warning, "cluster_enabled", "Redis Cluster is not followed yet: use one node's address")
        }
        if server.settings.isEmpty {
            find(.warning, "CONFIG GET", "this user may not read the settings: they were not looked at")
            return findings
        }
        if server.settings["appendonly"] != "yes" {
            find(
                .danger, "appendonly",
                "is off: a restart of Redis loses every job since the last snapshot; set appendonly yes")
        } else if server.settings["appendfsync"] == "no" {
            find(.danger, "appendfsync", "is no: the system decides what a power cut loses; set everysec or always")
        }
        let policy = server.settings["maxmemory-policy"] ?? ""
        if policy != "noeviction" {
            find(.danger, "maxmemory-policy", "is \(policy): Redis would evict jobs when it is full; set noeviction")
        }
        if server.settings["lazyfree-lazy-expire"] == "no" {
            find(
                .warning, "lazyfree-lazy-expire",
                "is no: a bucket of ten thousand outcomes that expires holds Redis up; set yes")
        }
        let limit = Int(server.settings["maxmemory"] ?? "") ?? 0
        let used = Int(server.info["used_memory"] ?? "") ?? 0
        if limit > 0, used * 10 >= limit * 9 {
            find(.danger, "maxmemory", "\(used) of \(limit) bytes are used: enqueues will soon be refused")
        } else if limit > 0, limit < 64 << 20 {
            find(.warning, "maxmemory", "is only \(limit) bytes: some hundred thousand jobs fill it")
        }
        if let clients = Int(server.settings["maxclients"] ?? ""), clients < Self.fewestClients {
            find(.warning, "maxclients", "is only \(clients): each worker takes three connections")
        }
        if let bytes = Int(server.settings["proto-max-bulk-len"] ?? ""), bytes < Self.leastArgument {
            find(.warning, "proto-max-bulk-len", "is only \(bytes) bytes: large payloads would be refused")
        }
        for (kind, bytes) in outputBuffers where bytes > 0 && bytes < Self.leastBuffer {
            find(
                .warning, "client-output-buffer-limit",
                "is only \(bytes) bytes for \(kind) clients: Redis would cut workers off")
        }
        return findings
    }

    /// Lists the hard limits of the kinds of client that Bellhop has: `normal 0 0 0 slave 256mb 64mb 60 pubsub 32mb …`.
    private var outputBuffers: [(kind: String, bytes: Int)] {
        let words = (server.settings["client-output-buffer-limit"] ?? "").split(separator: " ").map(String.init)
        return stride(from: 0, to: words.count - 1, by: 4).compactMap { index in
            guard ["normal", "pubsub"].contains(words[index]) else { return nil }
            return Int(words[index + 1]).map { (words[index], $0) }
        }
    }
}
