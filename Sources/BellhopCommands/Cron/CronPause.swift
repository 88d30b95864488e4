import ArgumentParser
import Bellhop
import BellhopCore

/// Pauses a schedule.
struct CronPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Enqueue nothing by a schedule until it is resumed.",
        discussion: """
            EXAMPLE
              bellhop cron pause nightly --tenant acme
            """)

    @OptionGroup var target: CronTarget

    func run() async throws {
        try await target.each("paused") { schedules throws(BellhopError) in
            try await schedules.pause(target.name)
            return nil
        }
    }
}
