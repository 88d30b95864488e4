import ArgumentParser
import Bellhop
import BellhopCore

/// Enqueues a schedule's job now.
struct CronRunNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-now", abstract: "Enqueue a schedule's job now, and leave the schedule as it is.",
        discussion: """
            EXAMPLE
              bellhop cron run-now nightly --tenant acme
            """)

    @OptionGroup var target: CronTarget

    func run() async throws {
        try await target.each("ran") { schedules throws(BellhopError) in try await schedules.runNow(target.name) }
    }
}
