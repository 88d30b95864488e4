import ArgumentParser
import BellhopStore

/// Lets workers claim no more.
struct WorkerQuiet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quiet", abstract: "Let workers claim no more; they finish what they have and stay.",
        discussion: """
            A quiet worker keeps its lease until it is stopped. It is told at once, and again with its next beat.

            EXAMPLES
              bellhop worker quiet web3-4711-01890a5dac96774b
              bellhop worker quiet --all
            """)

    @OptionGroup(title: "Workers") var targets: WorkerTargets
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws { try await targets.order(.quiet, global) }
}
