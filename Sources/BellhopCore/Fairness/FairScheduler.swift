/// Says which jobs of which tenant run next: what the scripts of the store do, as plain Swift.
///
/// It is a specification that runs. The scripts decide in Redis, where the state is; this says in a readable way what they
/// decide, and a test drives both through random histories and compares all of their state after each step. What it need
/// not know it does not: payloads, unique keys, outcomes, back-pressure, jobs of unknown names, and who is woken.
///
/// In a claim call, in this order:
///
/// 1. ``settle(_:)``: what ended is charged by its measured time, and what it held is given back.
/// 2. ``refill()``: whoever has waited for a rate may go on; a change to many tenants goes on by a page.
/// 3. ``promote(tenants:jobs:)``: jobs that are due go to the tails of their lanes.
/// 4. ``serve(_:call:)``, for each queue: tenants below their reserve first, then again and again the tenant of least
///    virtual time. Its lane with the oldest head gives as many jobs as fit one quantum of estimated time.
///
/// ## Sources
///
/// - Goyal, Vin, Cheng: *Start-time fair queueing* (SIGCOMM 1996). A tenant's tag is the start tag of its next job, V the
///   start tag of the job that was picked last; who becomes ready starts at the later of its own tag and V.
/// - Jin, Chase, Kaur: *Interposed proportional sharing for a storage service utility* (SIGMETRICS 2004): the same with many
///   jobs in service at a time, SFQ(D).
/// - Waldspurger: *Lottery and stride scheduling* (1995): the pass that a new weight rescales in what remains of it.
/// - Shreedhar, Varghese: *Efficient fair queuing using deficit round robin* (SIGCOMM 1995): the quantum, which makes a pick
///   of many short jobs as cheap as one of a long job.
///
/// ## Bounds
///
/// Let `W` be the worker time that a tenant was charged, `w` its weight, and `l` the most that one pick charges it: the
/// quantum, or one job where that takes longer.
///
/// - *One worker slot, true estimates.* Over any span in which two tenants both have ready jobs,
///   `|W_a/w_a - W_b/w_b| <= l_a/w_a + l_b/w_b`, whatever the others do.
/// - *`S` slots.* Up to `S` picks may be under way whose time is not known yet:
///   `|W_a/w_a - W_b/w_b| <= (S + 1) (l_a/w_a + l_b/w_b)`.
/// - *Wrong estimates.* A settlement corrects a charge to what was measured, and beats charge a run that exceeds its
///   estimate while it runs, so that an error lasts no longer than the run, or a beat if it was too little.
/// - *Debt.* No tag lies more than ``Options/lead`` / w ahead of V because of a charge. What lies beyond is forgiven: a
///   tenant whose runs take longer than that gets more than its share, and is in return never shut out for longer than the
///   others need to use up that much.
/// - *Credit.* There is none: V never falls, tags at or below it are forgotten, and a refund goes no further back than V.
/// - *Unseen names.* A job of a name that the tenant has never run counts as one quantum and is picked alone. So before the
///   first of them settles or a beat comes, a tenant with long jobs of a new name is picked as often as one whose jobs take
///   a quantum, and its neighbours may lose at most the slots that these picks took, for one run each: the excess is charged
///   then, up to the lead. A tenant that never uses a name twice pays every time, only later.
/// - *Reserves.* What is reserved is picked out of turn and charged, and leaves V where it is: the bounds hold for the rest.
package struct FairScheduler: Sendable {
    /// Sets how much a pick may take.
    package struct Options: Sendable {
        /// Is the worker time, by estimate, that a pick may take, in microseconds.
        package var quantum = 2000
        /// Bounds the jobs of a pick.
        package var jobsPerPick = 32
        /// Bounds how far a tenant may be charged ahead of the clock, in microseconds of worker time at weight 1.
        package var lead = 60_000_000

        /// Makes options; they start as the store's defaults.
        package init() {}
    }

    /// Sets how much a pick may take.
    package let options: Options
    /// Is the time, in microseconds since 1970; it may jump back, as clocks do.
    package var micros = 0
    /// Holds the tenants.
    package internal(set) var tenants: [TenantID: FairTenant] = [:]
    /// Holds what is set for kinds of tenants.
    package internal(set) var kinds: [TenantKind: TenantSettings] = [:]
    /// Holds the queues.
    package internal(set) var queues: [QueueName: FairQueue] = [:]
    /// Names the queues that any tenant has ever used.
    package internal(set) var usedQueues: Set<QueueName> = []
    /// Names the jobs that are paused for everybody.
    package internal(set) var pausedJobs: Set<JobName> = []
    /// Holds the tenants for which slots are reserved, by their number.
    package internal(set) var reserved = FairOrder<TenantID>()
    /// Holds the tenants with jobs that wait for their time, by the first of these times in milliseconds.
    package internal(set) var due = FairOrder<TenantID>()
    /// Holds what is to be looked at anew, by the instant in milliseconds.
    package internal(set) var refills = FairOrder<FairRefill>()
    /// Holds the workers.
    package internal(set) var workers: [WorkerID: FairWorker] = [:]
    /// Gives the time of the last beat of anybody, in milliseconds.
    var lastBeat = 0
    /// Holds the names of the workers by the end of their leases, in milliseconds.
    package internal(set) var leases = FairOrder<String>()
    /// Is the last fence that was given out.
    package internal(set) var fence = 0

    /// Makes a scheduler without tenants.
    package init(options: Options = Options()) { self.options = options }

    /// Is the time in milliseconds since 1970.
    package var now: Int { micros / 1000 }

    /// Gives what is set for a tenant.
    func terms(of tenant: TenantID) -> FairTerms {
        let record = tenants[tenant] ?? FairTenant()
        return FairTerms(own: record.own, kind: record.kind.flatMap { kinds[$0] })
    }

    /// Says that a tenant's ready jobs may be picked.
    func mayRun(_ tenant: TenantID) -> Bool {
        guard let record = tenants[tenant] else { return false }
        return record.state == .active && record.absence == nil
    }

    /// Gives worker time as virtual time, which goes by the weight in hundredths.
    func virtual(_ time: Int, weight: Int) -> Int { Int((Double(time) * 100 / Double(weight)).rounded(.down)) }
}
