package import BellhopCore

/// Identifies a job across tenants.
package struct JobKey: Hashable, Sendable {
    /// Names the tenant that owns the job.
    package let tenant: TenantID
    /// Identifies the job within its tenant.
    package let id: JobID

    /// Makes a key.
    package init(tenant: TenantID, id: JobID) {
        self.tenant = tenant
        self.id = id
    }
}
