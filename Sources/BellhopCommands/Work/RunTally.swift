import Synchronization

/// Counts the runs of a worker's life by how they ended, for the summary at its end.
final class RunTally: Sendable {
    private let succeeded = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)

    /// Runs `operation` and counts it.
    func counting<Success>(_ operation: () async throws -> Success) async throws -> Success {
        do {
            let success = try await operation()
            succeeded.add(1, ordering: .relaxed)
            return success
        } catch {
            failed.add(1, ordering: .relaxed)
            throw error
        }
    }

    /// Gives the counts so far.
    var counts: (succeeded: Int, failed: Int) {
        (succeeded.load(ordering: .relaxed), failed.load(ordering: .relaxed))
    }
}
