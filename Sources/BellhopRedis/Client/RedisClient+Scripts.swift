import NIOCore

extension RedisClient {
    /// Runs a script by its digest.
    ///
    /// On first use in this process the digest is asked for with `SCRIPT LOAD`. When a server answers that it does not
    /// know the script, the same call is sent again as `EVAL`: it certainly did not run before.
    ///
    /// - Parameters:
    ///   - script: the script.
    ///   - keys: the keys it touches, `KEYS` in Lua.
    ///   - timeout: as for ``send(_:timeout:)``, and for each of the at most three commands.
    ///   - arguments: appends `ARGV`; called once.
    /// - Returns: what the script returned.
    /// - Throws: as ``send(_:timeout:)``.
    package func run(
        _ script: RedisScript,
        keys: [String],
        timeout: Duration? = nil,
        arguments: (inout RedisCommand) -> Void = { _ in }
    ) async throws(RedisError) -> RedisReply {
        var tail = RedisCommand(emptyWithCapacity: 512)
        tail.append(keys.count)
        for key in keys { tail.append(key) }
        arguments(&tail)
        let digest = try await digest(of: script, timeout: timeout)
        do throws(RedisError) {
            return try await send(call("EVALSHA", digest, tail), timeout: timeout)
        } catch {
            guard error.code == .noScript else { throw error }
            return try await send(call("EVAL", script.source, tail), timeout: timeout)
        }
    }

    private func digest(of script: RedisScript, timeout: Duration?) async throws(RedisError) -> String {
        if let known = script.knownDigest { return known }
        let digest = try await send(RedisCommand("SCRIPT", "LOAD", script.source), timeout: timeout).string()
        script.knownDigest = digest
        return digest
    }

    private func call(_ name: String, _ script: String, _ tail: RedisCommand) -> RedisCommand {
        var command = RedisCommand(name: name, capacityHint: script.utf8.count + tail.body.readableBytes + 48)
        command.append(script)
        command.append(encoded: tail.body, count: tail.count)
        return command
    }
}
