/// Says how jobs of one claim ended.
package struct FairSettlement: Sendable {
    /// Says what becomes of the jobs.
    package enum Ending: Hashable, Sendable {
        /// They are over.
        case finished
        /// They failed, and become due again after so many milliseconds.
        case retry(after: Int)
        /// They become due again after so many milliseconds; what they took says nothing of what such jobs take.
        case snooze(after: Int)
        /// They failed for the last time.
        case dead
        /// They cannot be run; what they took is not known, and the estimate stands.
        case quarantined
        /// They were not run to their end, and go back to the head of their lane.
        case released
    }

    /// Names the tenant.
    package var tenant: TenantID
    /// Is the claim that ends.
    package var claim: FairClaim
    /// Says what becomes of the jobs.
    package var ending: Ending
    /// Lists the jobs.
    package var jobs: [JobID]
    /// Is the time that they took together, in microseconds.
    package var measured: Int
    /// Is what beats charged for them beyond their estimates, in microseconds.
    package var charged: Int

    /// Makes a settlement.
    package init(
        tenant: TenantID, claim: FairClaim, ending: Ending, jobs: [JobID], measured: Int, charged: Int = 0
    ) {
        self.tenant = tenant
        self.claim = claim
        self.ending = ending
        self.jobs = jobs
        self.measured = measured
        self.charged = charged
    }
}
