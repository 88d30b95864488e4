package import FoundationEssentials

/// Says where Redis is and what to use of it.
///
///     let client = try BellhopClient(BellhopConfiguration(redis: "redis://127.0.0.1:6379"))
public struct BellhopConfiguration: Sendable {
    /// Names files that secure a `rediss://` connection, in PEM.
    public struct TLSFiles: Sendable {
        /// Holds the authorities that the server's certificate may come from; `nil` for the system's.
        public var authorities: String?
        /// Holds the client's certificate.
        public var certificate: String?
        /// Holds the key of the client's certificate.
        public var key: String?

        /// Names files; what is `nil` is not used.
        public init(authorities: String? = nil, certificate: String? = nil, key: String? = nil) {
            self.authorities = authorities
            self.certificate = certificate
            self.key = key
        }
    }

    /// Gives the server as `redis://`, `rediss://` or `unix://`, with user, password and database where needed.
    public var redis: String
    /// Overrides the password in the URL, so that it need not stand there.
    public var password: String?
    /// Names the installation, so that several can share one Redis.
    public var namespace: Namespace
    /// Secures a `rediss://` connection.
    public var tls: TLSFiles
    /// Bounds the time of one call.
    public var commandTimeout: Duration
    /// Bounds the waiting jobs of a tenant: an enqueue beyond it fails with ``BellhopError/Code/backlogFull``.
    public var mostWaitingJobs: Int

    /// Counts the replicas that must have a job before an enqueue returns; 0 asks for none.
    ///
    /// Redis calls this `WAIT`. It makes losing a job to a failover less likely and does not rule it out.
    public var replicas: Int
    /// Bounds the wait for the replicas; an enqueue then fails with ``BellhopError/Code/notReplicated``, and its jobs are
    /// stored all the same.
    public var replicaTimeout: Duration
    /// Gives this machine's time, which goes into the ids of jobs and decides nothing: the server's time does that.
    package var wallClock: @Sendable () -> Date = { Date.now }

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - redis: gives the server.
    ///   - password: overrides the password in the URL.
    ///   - namespace: names the installation.
    ///   - tls: secures a `rediss://` connection.
    ///   - commandTimeout: bounds the time of one call.
    ///   - mostWaitingJobs: bounds the waiting jobs of a tenant.
    ///   - replicas: counts the replicas that must have a job before an enqueue returns.
    ///   - replicaTimeout: bounds the wait for them.
    public init(
        redis: String = "redis://127.0.0.1:6379", password: String? = nil, namespace: Namespace = .default,
        tls: TLSFiles = TLSFiles(), commandTimeout: Duration = .seconds(10), mostWaitingJobs: Int = 1_000_000,
        replicas: Int = 0, replicaTimeout: Duration = .seconds(1)
    ) {
        self.redis = redis
        self.password = password
        self.namespace = namespace
        self.tls = tls
        self.commandTimeout = commandTimeout
        self.mostWaitingJobs = mostWaitingJobs
        self.replicas = replicas
        self.replicaTimeout = replicaTimeout
    }
}
