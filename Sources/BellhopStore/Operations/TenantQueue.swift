package import BellhopCore

/// Names a tenant's share of a queue.
package struct TenantQueue: Hashable, Sendable {
    /// Names the tenant.
    package let tenant: TenantID
    /// Names the queue.
    package let queue: QueueName

    /// Makes a name.
    package init(tenant: TenantID, queue: QueueName) {
        self.tenant = tenant
        self.queue = queue
    }
}
