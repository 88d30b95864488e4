import BellhopRedis
import BellhopTesting
import Logging
import TestSupport
import Testing

@Suite struct RedisTLSTests {
    @Test("TLS works with the right files, and each wrong one is a TLS error that names it")
    func speaksTLS() async throws {
        try await Certificates.with { files in
            let port = freePort()
            try await RedisServer.withServer(arguments: files.serverArguments(port: port)) { _ in
                let good = RedisConfiguration.TLS(
                    authorityFile: files.authority,
                    certificateFile: "\(files.folder)/client.crt",
                    keyFile: "\(files.folder)/client.key"
                )
                var named = good
                named.serverName = "localhost"
                for (host, tls) in [("localhost", good), ("127.0.0.1", named)] {
                    let text = try await echo("rediss://\(host):\(port)", tls).get()
                    #expect(text == "hello")
                }
                var renamed = good
                renamed.serverName = "elsewhere.example"
                var distrusted = good
                distrusted.authorityFile = nil
                var anonymous = good
                (anonymous.certificateFile, anonymous.keyFile) = (nil, nil)
                for wrong in [renamed, distrusted, anonymous] {
                    let error = await echo("rediss://localhost:\(port)", wrong).failure
                    #expect(error?.code == .connectionFailed)
                    #expect((error?.cause as? RedisError)?.code == .tls)
                }
                var missing = good
                missing.authorityFile = "/no/such/ca.crt"
                let error = await echo("rediss://localhost:\(port)", missing).failure
                #expect(error?.code == .tls)
                #expect(error?.message.contains("/no/such/ca.crt") == true)
            }
        }
    }

    private func echo(_ url: String, _ tls: RedisConfiguration.TLS) async -> Result<String, RedisError> {
        await .catching { () throws(RedisError) in
            var configuration = try RedisConfiguration(url: url)
            configuration.tls = tls
            configuration.commandTimeout = .seconds(1)
            let client = RedisClient(configuration: configuration, logger: Logger(label: "test"))
            do throws(RedisError) {
                let text = try await client.send("ECHO", "hello").string()
                await client.close()
                return text
            } catch {
                await client.close()
                throw error
            }
        }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
