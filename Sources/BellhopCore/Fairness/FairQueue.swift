/// Holds a queue: its ring of tenants, its clock, and its limits over all tenants.
package struct FairQueue: Sendable {
    /// Holds the tenants that have ready work and may run now, by virtual time.
    package var ring = FairOrder<TenantID>()
    /// Is the virtual time V, in microseconds of worker time at weight 1; it never falls.
    package var clock: Int?
    /// Says that no more of its jobs are started.
    package var isPaused = false
    /// Bounds its jobs that workers hold.
    package var cap: Int?
    /// Counts its jobs that workers hold, while there is a cap.
    package var used = 0
}
