import BellhopCore
import BellhopStore
import Logging

/// Keeps dead and quarantined jobs within their bounds, on a schedule of its own.
///
/// 1. waits for about a round's time, so that the workers of a shard do not all ask at once;
/// 2. goes on with the round in pages: the store keeps where it stands, and two workers never do the same;
/// 3. says how many jobs went.
struct Housekeeper: Sendable {
    /// Bounds one sitting: what is left is for the next.
    private static let mostPages = 1000
    let store: JobStore
    let options: WorkerOptions
    let logger: Logger

    /// Tidies until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: options.tidy * Double.random(in: 0.5...1))
            if Task.isCancelled { return }
            var removed = 0
            do {
                for _ in 0..<Self.mostPages {
                    let page = try await store.trim(
                        every: options.tidy, keepBuried: options.keepBuried, mostBuried: options.mostBuried)
                    removed += page.removed
                    if !page.hasMore || Task.isCancelled { break }
                }
            } catch { logger.debug("tidying up was cut short", metadata: ["error": "\(error)"]) }
            if removed > 0 {
                logger.info(
                    "removed dead and quarantined jobs that were past their bounds", metadata: ["jobs": "\(removed)"])
            }
        }
    }
}
