import BellhopCore
import BellhopStore
import Logging

/// Keeps new jobs out while Redis is nearly full, so that what is left serves the jobs that it holds.
///
/// 1. asks with every beat how much of the limit is used;
/// 2. above the bound lets no new jobs in for three beats;
/// 3. says so once at the start and once at the end.
struct MemoryGuard: Sendable {
    let store: JobStore
    let options: WorkerOptions
    let logger: Logger

    /// Watches until it is cancelled.
    func run() async {
        var isFull = false
        while !Task.isCancelled {
            if let share = try? await store.memoryShare() {
                let wasFull = isFull
                isFull = share >= options.fullAt
                if isFull { try? await store.guardMemory(for: options.beat * 3) }
                if isFull, !wasFull {
                    logger.warning(
                        "Redis is nearly full: no new jobs are taken in", metadata: ["used.share": "\(share)"])
                }
                if wasFull, !isFull { logger.notice("Redis has room again", metadata: ["used.share": "\(share)"]) }
            }
            try? await Task.sleep(for: options.beat)
        }
    }
}
