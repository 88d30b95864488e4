import Bellhop
import BellhopCore
import BellhopStore

/// Says what a worker that drained has done, and what it had to leave.
struct DrainSummary {
    private let succeeded: Int
    private let failed: Int
    private let left: TenantSummary
    private let nextDue: Int64?

    /// Reads what is left.
    init(_ client: BellhopClient, _ tally: RunTally, _ queues: [QueueName]) async throws {
        (succeeded, failed) = tally.counts
        left = try await TenantCounts.read(client).totals
        nextDue = try await client.store.drained(queues: queues).nextDue
    }

    /// Prints a line on standard error for people, or an object for machines.
    func printed(_ output: Output) throws {
        let next = nextDue.map { InstantText.format(milliseconds: $0) }
        if output.isJSON {
            return try output.object(
                [
                    "succeeded": .integer(succeeded), "failed": .integer(failed), "ready": .integer(left.ready),
                    "due": .integer(left.due), "dead": .integer(left.dead), "quarantined": .integer(left.quarantined),
                    "nextDueAt": JSON(next),
                ], "")
        }
        StandardStream.error.tryWrite(
            """
            bellhop: drained: \(succeeded) runs succeeded, \(failed) failed; left are \(left.due) due jobs\
            \(next.map { " (the next at \($0))" } ?? ""), \(left.ready) parked or unserved, \(left.dead) dead, \
            \(left.quarantined) quarantined

            """)
    }
}
