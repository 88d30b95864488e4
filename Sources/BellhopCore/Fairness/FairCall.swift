/// Holds how far one claim call has come.
struct FairCall {
    /// Names the worker.
    let worker: WorkerID
    /// Counts the slots that are free.
    let wanted: Int
    /// Lists what was picked.
    var picks: [FairPick] = []
    /// Counts the jobs that were picked.
    var jobs = 0
    /// Counts the tenants that were looked at; their number is bounded, so that a call takes no longer than it may.
    var visits = 0
    /// Is what the worker shows for its claims, once there are any.
    var fence: Int?
    /// Counts the first tenants of the ring that have only jobs with a crash behind them, when the worker holds one already.
    var passed = 0
    /// Counts the claims for which the queue that is served has room.
    var space = 4000
    /// Is the virtual time of the queue that is served; it becomes the queue's clock when all its picks are made.
    var clock = 0

    /// Says that no more jobs are wanted.
    var isFull: Bool { jobs >= wanted }
    /// Says that as many tenants were looked at as one call may.
    var isExhausted: Bool { visits >= 4 * wanted + 64 }
}
