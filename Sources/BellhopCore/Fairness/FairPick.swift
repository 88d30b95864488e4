/// Holds the jobs that one pick gave to a worker.
package struct FairPick: Sendable, Equatable {
    /// Names the tenant.
    package let tenant: TenantID
    /// Is what the jobs share.
    package let claim: FairClaim
    /// Lists the jobs in their order.
    package let jobs: [JobID]
}
