import ArgumentParser
import Bellhop
import BellhopCore
import FoundationEssentials
import Logging

/// Holds the options that every command has: where Redis is, and who reads the output.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where Redis is: redis://host:port/db, rediss:// or unix:///path (BELLHOP_REDIS_URL).",
            discussion: "Without it, redis://127.0.0.1:6379. A password may not stand here.", valueName: "url"))
    var redis: String?

    @Option(help: ArgumentHelp("A file with Redis's password (BELLHOP_REDIS_PASSWORD_FILE).", valueName: "file"))
    var redisPasswordFile: String?

    @Option(
        name: .customLong("redis-ca"),
        help: ArgumentHelp("Authorities to trust, as PEM (BELLHOP_REDIS_CA).", valueName: "file"))
    var redisAuthorities: String?

    @Option(
        name: .customLong("redis-cert"),
        help: ArgumentHelp("The client's certificate, as PEM (BELLHOP_REDIS_CERT).", valueName: "file"))
    var redisCertificate: String?

    @Option(
        name: .customLong("redis-key"),
        help: ArgumentHelp("The certificate's key, as PEM (BELLHOP_REDIS_KEY).", valueName: "file"))
    var redisKey: String?

    @Option(help: ArgumentHelp("How long one call to Redis may take.", valueName: "span"))
    var redisTimeout = "5s"

    @Option(help: ArgumentHelp("The installation's name (BELLHOP_NAMESPACE).", valueName: "name"))
    var namespace: String?

    @Flag(help: "Print JSON: one object, or one object a line for a list.")
    var json = false

    /// Prints as the options say.
    var output: Output { Output(isJSON: json) }

    /// Opens a client, runs `body` with it, and closes it however `body` ends.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` for options that cannot be read, and what `body` throws.
    func withClient<Success>(
        logger: Logger = Logger(label: "bellhop") { _ in SwiftLogNoOpLogHandler() },
        _ body: (BellhopClient) async throws -> Success
    ) async throws -> Success {
        let client = try makeClient(logger: logger)
        do {
            let success = try await body(client)
            await client.close()
            return success
        } catch {
            await client.close()
            throw error
        }
    }

    private func makeClient(logger: Logger) throws(BellhopError) -> BellhopClient {
        let configuration = try configuration(in: ProcessInfo.processInfo.environment)
        do { return try BellhopClient(configuration, logger: logger) } catch {
            // The URL and the files came with the command, so they are a matter of usage.
            throw error.code == .configuration ? BellhopError(.invalidValue, error.message, cause: error) : error
        }
    }

    /// Reads the options, and the environment where an option is not given.
    func configuration(in environment: [String: String]) throws(BellhopError) -> BellhopConfiguration {
        if let redis, Self.holdsPassword(redis) {
            throw BellhopError(
                .invalidValue,
                "--redis holds a password, which others can see on the command line: "
                    + "give it by BELLHOP_REDIS_PASSWORD or --redis-password-file")
        }
        let set = environment.filter { !$0.value.isEmpty }
        var configuration = BellhopConfiguration()
        if let url = redis ?? set["BELLHOP_REDIS_URL"] { configuration.redis = url }
        if let name = namespace ?? set["BELLHOP_NAMESPACE"] { configuration.namespace = try Namespace(name) }
        configuration.commandTimeout = try DurationText.parse(redisTimeout)
        guard configuration.commandTimeout > .zero else {
            throw BellhopError(.invalidValue, "--redis-timeout must be longer than nothing")
        }
        configuration.password = try password(set)
        configuration.tls = .init(
            authorities: redisAuthorities ?? set["BELLHOP_REDIS_CA"],
            certificate: redisCertificate ?? set["BELLHOP_REDIS_CERT"], key: redisKey ?? set["BELLHOP_REDIS_KEY"])
        return configuration
    }

    private func password(_ environment: [String: String]) throws(BellhopError) -> String? {
        if redisPasswordFile == nil, let password = environment["BELLHOP_REDIS_PASSWORD"] { return password }
        guard let path = redisPasswordFile ?? environment["BELLHOP_REDIS_PASSWORD_FILE"] else { return nil }
        var bytes = try BoundedInput.file(path, what: "the password file", limit: 4096)
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.count <= 4096, let password = String(validating: bytes, as: UTF8.self) else {
            throw BellhopError(.undecodable, "the password file '\(path)' holds no password: it must be a line of text")
        }
        return password
    }

    private static func holdsPassword(_ url: String) -> Bool {
        guard let scheme = url.firstRange(of: "://"), let at = url.lastIndex(of: "@"), scheme.upperBound <= at else {
            return false
        }
        return url[scheme.upperBound..<at].contains(":")
    }
}
