import ArgumentParser
import Bellhop
import BellhopCore

/// Resumes a schedule.
struct CronResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a paused schedule; what fell into the pause is not made up for.",
        discussion: """
            EXAMPLE
              bellhop cron resume nightly --tenant acme
            """)

    @OptionGroup var target: CronTarget

    func run() async throws {
        try await target.each("resumed") { schedules throws(BellhopError) in
            try await schedules.resume(target.name)
            return nil
        }
    }
}
