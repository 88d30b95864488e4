/// Says how many replicas must have what an enqueue wrote before it counts as done.
package struct Replication: Sendable {
    /// Counts the replicas.
    package let replicas: Int
    /// Bounds the wait for them.
    package let timeout: Duration

    /// Makes a requirement.
    package init(replicas: Int, timeout: Duration) {
        self.replicas = replicas
        self.timeout = timeout
    }
}
