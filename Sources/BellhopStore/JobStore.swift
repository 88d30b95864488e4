package import BellhopCore
package import BellhopRedis

/// Performs every transition of jobs, tenants and workers of one shard, each as one atomic script.
///
/// It takes the tenant explicitly everywhere and looks at no task-local. What the operations return is what Redis
/// said at one instant of the server's time; an error says whether anything may have been written.
///
/// Errors that any operation can throw, besides its own: ``BellhopError/Code/unavailable`` (nothing was written),
/// ``BellhopError/Code/outcomeUnknown`` (sent, and no reply came), ``BellhopError/Code/notAllowed`` (Redis refused the
/// user) and ``BellhopError/Code/cancelled``.
package struct JobStore: Sendable {
    /// Talks to the server that holds the shard.
    package let redis: RedisClient
    /// Builds the keys of the shard.
    package let keys: ShardKeyspace
    /// Says how many replicas an enqueue waits for; the connection must then be used for enqueueing alone.
    let replication: Replication?
    /// Puts another script in the place of one before it is run, so that a test can hold the clock still or plant a fault.
    package var revision: (@Sendable (RedisScript) -> RedisScript)?

    /// Makes a store over a connection; it opens nothing by itself.
    package init(
        redis: RedisClient, namespace: Namespace, shard: ShardName = .first, replication: Replication? = nil
    ) {
        self.redis = redis
        self.keys = ShardKeyspace(namespace: namespace, shard: shard)
        self.replication = replication
    }

    /// Builds the keys of one tenant.
    package func keyspace(of tenant: TenantID) -> Keyspace { Keyspace(tenant: tenant, in: keys) }

    /// Gives the reference of a job of this shard.
    package func ref(tenant: TenantID, queue: QueueName, id: JobID) -> JobRef {
        JobRef(shard: keys.shard, tenant: tenant, queue: queue, id: id)
    }

    /// Runs a script; `arguments` follow the namespace and the infix.
    func run(
        _ script: RedisScript, key: String, arguments: (inout RedisCommand) -> Void
    ) async throws(BellhopError) -> RedisReply {
        do {
            return try await redis.run(revision?(script) ?? script, keys: [key]) { command in
                command.append(keys.namespace.rawValue)
                command.append(keys.infix)
                arguments(&command)
            }
        } catch {
            throw BellhopError(error)
        }
    }

    /// Sends a command that only reads.
    func read(_ command: RedisCommand) async throws(BellhopError) -> RedisReply {
        do { return try await redis.send(command) } catch { throw BellhopError(error) }
    }

    /// Sends commands that only read, side by side in one write, and throws the first error among their replies.
    func read(_ commands: [RedisCommand]) async throws(BellhopError) -> [RedisReply] {
        do {
            var replies: [RedisReply] = []
            replies.reserveCapacity(commands.count)
            for result in try await redis.pipeline(commands) { replies.append(try result.get()) }
            return replies
        } catch {
            throw BellhopError(error)
        }
    }
}
