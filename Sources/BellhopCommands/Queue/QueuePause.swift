import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Starts no more jobs of a queue or a name.
struct QueuePause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Start no more jobs of a queue, or of a name, until it is resumed.",
        discussion: """
            Running jobs finish; new ones are taken in and wait. With --all-tenants the queue stops as a whole.

            EXAMPLES
              bellhop queue pause mail --all-tenants
              bellhop queue pause mail --tenant acme
              bellhop queue pause --job-name import --all-tenants
            """)

    @OptionGroup var target: QueueTarget

    func run() async throws { try await target.set(isPaused: true) }
}
