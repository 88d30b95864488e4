import ArgumentParser
import Bellhop
import BellhopCore
import FoundationEssentials
import Logging

/// Holds the options that every command has: where Redis is, and who reads the output.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A configuration file in YAML (BELLHOP_CONFIG); flags and the environment win over it.", valueName: "file"))
    var config: String?

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

    @Option(help: ArgumentHelp("How long one call to Redis may take (5s).", valueName: "span"))
    var redisTimeout: String?

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

    /// Reads the options, the environment and the configuration file; `flags` are the command's own.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` with the file's errors, ``BellhopError/Code/notFound``.
    func settings(
        _ flags: [Setting: String] = [:], in environment: [String: String]
    ) throws(BellhopError) -> Settings {
        let given: [Setting: String?] = [
            .redisURL: redis, .redisPasswordFile: redisPasswordFile, .redisAuthorities: redisAuthorities,
            .redisCertificate: redisCertificate, .redisKey: redisKey, .redisTimeout: redisTimeout,
            .namespace: namespace,
        ]
        let named = environment["BELLHOP_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let file = try (config ?? named).map { path throws(BellhopError) in try ConfigFile.read(path) }
        return Settings(
            flags: flags.merging(given.compactMapValues(\.self)) { own, _ in own }, environment: environment, file: file
        )
    }

    /// Makes the client's configuration.
    func configuration(in environment: [String: String]) throws(BellhopError) -> BellhopConfiguration {
        if let redis, Settings.holdsPassword(redis) {
            throw BellhopError(
                .invalidValue,
                "--redis holds a password, which others can see on the command line: "
                    + "give it by BELLHOP_REDIS_PASSWORD or --redis-password-file")
        }
        let settings = try settings(in: environment)
        var configuration = BellhopConfiguration()
        configuration.redis = try settings.url()
        configuration.namespace = try Namespace(try settings.text(.namespace) ?? "")
        configuration.commandTimeout = try settings.span(.redisTimeout)
        configuration.password = try settings.password()
        configuration.tls = .init(
            authorities: try settings.text(.redisAuthorities), certificate: try settings.text(.redisCertificate),
            key: try settings.text(.redisKey))
        return configuration
    }
}
