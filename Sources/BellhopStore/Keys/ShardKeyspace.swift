package import BellhopCore

/// Builds the keys of a shard's control plane.
package struct ShardKeyspace: Hashable, Sendable {
    /// Names the installation.
    package let namespace: Namespace
    /// Names the shard.
    package let shard: ShardName

    /// Makes the keyspace of a shard.
    package init(namespace: Namespace, shard: ShardName) {
        self.namespace = namespace
        self.shard = shard
    }

    /// Stands between the class and the tenant, in keys that scripts join.
    package var infix: String { ":{\(shard)}:" }

    /// Builds a key of the control plane; its owner is `~`, which no tenant can be called.
    package func key(_ keyClass: ControlKeyClass, _ name: String = "") -> String {
        "\(namespace):\(keyClass.rawValue)\(infix)~:\(name)"
    }
}
