package import BellhopCore

/// Builds the keys of one tenant; there is no way to a tenant's key but through its keyspace.
///
/// A key reads `<namespace>:<class>:{<shard>}:<tenant>:<name>`. The shard is the Cluster hash tag, so that all keys of a
/// tenant lie in one slot, and the colon behind the tenant always stands, so that no tenant's key is a prefix of
/// another's.
package struct Keyspace: Hashable, Sendable {
    /// Names the tenant.
    package let tenant: TenantID
    private let shard: ShardKeyspace

    /// Makes the keyspace of a tenant within its shard.
    package init(tenant: TenantID, in shard: ShardKeyspace) {
        self.tenant = tenant
        self.shard = shard
    }

    /// Builds the tenant's key of a class; `name` tells keys of one class apart, such as a queue or a bucket.
    package func key(_ keyClass: TenantKeyClass, _ name: String = "") -> String {
        "\(shard.namespace):\(keyClass.rawValue)\(shard.infix)\(tenant):\(name)"
    }
}
