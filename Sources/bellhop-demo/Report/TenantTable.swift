import Bellhop

/// Prints a line for each tenant: its jobs, its share of worker time, and how long its jobs waited.
struct TenantTable {
    let guests: [Guest]
    let observation: Observation
    let waits: WaitTimes

    private static let widths = [-18, 6, 8, 8, 13, 12, 10, 10]

    /// Prints the table and what its columns mean.
    func show() {
        print("")
        print(row(["tenant", "jobs", "failed", "weight", "entitled to", "share had", "wait p50", "wait p99"]))
        let weights = guests.reduce(0) { $0 + $1.weight.value }
        for guest in guests {
            print(
                row([
                    "\(guest.id)", "\(guest.jobs)", "\(observation.failures(of: guest.id))", "\(guest.weight)",
                    percent(guest.weight.value / weights), observation.share(of: guest.id).map(percent) ?? "-",
                    waits.wait(of: guest.id, atPercentile: 50).inSeconds(digits: 2) + " s",
                    waits.wait(of: guest.id, atPercentile: 99).inSeconds(digits: 2) + " s",
                ]))
        }
        print(
            """

            entitled to: the tenant's weight over the sum of all weights.
            share had:   its part of the worker time that was spent while all three had jobs waiting;
                         after that, who still has jobs shares what the others leave.
            wait:        from making the job to the start of its first run; all jobs were there from the start.
            """)
    }

    private func row(_ cells: [String]) -> String {
        zip(cells, Self.widths).map { cell, width in
            let blanks = String(repeating: " ", count: max(0, abs(width) - cell.count))
            return width < 0 ? cell + blanks : blanks + cell
        }.joined()
    }

    private func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
