import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Lets the jobs of a paused queue or name go on.
struct QueueResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let the jobs of a paused queue, or of a paused name, go on.",
        discussion: """
            EXAMPLE
              bellhop queue resume mail --all-tenants
            """)

    @OptionGroup var target: QueueTarget

    func run() async throws { try await target.set(isPaused: false) }
}
