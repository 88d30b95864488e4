package import BellhopTesting
package import Testing

/// Starts a private Redis server for a suite, or for a single test, and binds it to `RedisServer.current`.
///
/// On a suite, all its tests share the server, at the same time: keep their keys apart.
///
/// ```swift
/// @Suite(.redisServer) struct ClientTests {
///     @Test func works() async throws { let client = try RedisClient(url: RedisServer.current.url) }
/// }
/// ```
package struct RedisServerTrait: SuiteTrait, TestTrait, TestScoping {
    let arguments: [String]

    /// Runs the suite or the test with the server bound.
    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await RedisServer.withServer(arguments: arguments) { server in
            try await RedisServer.$bound.withValue(server) { try await function() }
        }
    }
}

extension Trait where Self == RedisServerTrait {
    /// A private Redis server with the defaults of `RedisServer.withServer`.
    package static var redisServer: Self { RedisServerTrait(arguments: []) }

    /// A private Redis server with further arguments.
    package static func redisServer(arguments: [String]) -> Self { RedisServerTrait(arguments: arguments) }
}

extension RedisServer {
    @TaskLocal fileprivate static var bound: RedisServer?

    /// The server of the suite or test that runs now.
    ///
    /// - Precondition: the suite or test has the trait `.redisServer`.
    package static var current: RedisServer {
        guard let bound else { preconditionFailure("Add the trait .redisServer to the suite or the test") }
        return bound
    }
}
