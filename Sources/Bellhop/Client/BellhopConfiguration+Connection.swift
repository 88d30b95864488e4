package import BellhopRedis
import BellhopStore

extension BellhopConfiguration {
    /// Reads the URL and adds what stands beside it.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` when the URL cannot be read.
    package func connection() throws(BellhopError) -> RedisConfiguration {
        do {
            var connection = try RedisConfiguration(url: redis)
            if let password { connection.password = RedisSecret(password) }
            connection.commandTimeout = commandTimeout
            if connection.tls != nil {
                connection.tls?.authorityFile = tls.authorities
                connection.tls?.certificateFile = tls.certificate
                connection.tls?.keyFile = tls.key
            } else if tls.authorities != nil || tls.certificate != nil || tls.key != nil {
                throw BellhopError(.configuration, "TLS files are given, but the URL does not start with rediss://")
            }
            return connection
        } catch let error as BellhopError {
            throw error
        } catch let error as RedisError {
            throw BellhopError(error)
        } catch {
            throw BellhopError(.configuration, "\(error)")
        }
    }
}
