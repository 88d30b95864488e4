import BellhopRedis
import BellhopTesting
import Logging

/// A client for a server, closed after the closure.
func withClient<Result>(
    _ server: RedisServer,
    logger: Logger = Logger(label: "test"),
    configure: (inout RedisConfiguration) -> Void = { _ in },
    _ body: (RedisClient) async throws -> Result
) async throws -> Result {
    var configuration = try RedisConfiguration(url: server.url)
    configuration.backoff = RedisBackoff(initial: .milliseconds(5), maximum: .milliseconds(20))
    configure(&configuration)
    let client = RedisClient(configuration: configuration, logger: logger)
    do {
        let result = try await body(client)
        await client.close()
        return result
    } catch {
        await client.close()
        throw error
    }
}

extension RedisClient {
    /// Sends a command of strings.
    func send(_ name: String, _ arguments: String..., timeout: Duration? = nil) async throws(RedisError) -> RedisReply {
        var command = RedisCommand(name: name)
        for argument in arguments { command.append(argument) }
        return try await send(command, timeout: timeout)
    }

    /// Asks the server again and again until the connection of this name is blocked in a BLPOP.
    func waitUntilBlocked(_ name: String) async throws {
        func isBlocked(_ line: Substring) -> Bool {
            line.contains(" name=\(name) ") && line.contains(" cmd=blpop ")
        }
        while try await !send("CLIENT", "LIST").string().split(separator: "\n").contains(where: isBlocked) {
            await Task.yield()
        }
    }
}

/// The error that a call throws, or nil.
func redisError<Value>(_ body: () async throws(RedisError) -> Value) async -> RedisError? {
    do throws(RedisError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
