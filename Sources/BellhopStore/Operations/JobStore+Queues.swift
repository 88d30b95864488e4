package import BellhopCore
import BellhopRedis

extension JobStore {
    /// Changes a queue, or jobs of one name, over all tenants; it holds from the next pick on.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` for a cap below 1 or above a million.
    package func change(_ change: QueueChange) async throws(BellhopError) {
        let words: [String]
        switch change {
        case .pause(let queue): words = [queue.rawValue, "pause", ""]
        case .resume(let queue): words = [queue.rawValue, "resume", ""]
        case .pauseJobs(let name): words = [name.rawValue, "pause-name", ""]
        case .resumeJobs(let name): words = [name.rawValue, "resume-name", ""]
        case .cap(let queue, let cap):
            if let cap, !(1...1_000_000).contains(cap) {
                throw BellhopError(
                    .invalidValue,
                    "a concurrent cap of \(cap) is out of bounds: it goes from 1 to 1000000; to stop a queue, pause it")
            }
            words = [queue.rawValue, "cap", cap.map(String.init) ?? ""]
        }
        _ = try await run(QueueScript.script, key: keys.key(.queueLimits)) { command in
            for word in words { command.append(word) }
        }
    }
}
