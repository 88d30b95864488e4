import ArgumentParser
import BellhopStore

/// Lets workers drain and end.
struct WorkerStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Let workers drain and end, as on SIGTERM.",
        discussion: """
            They finish what they can within their drain deadline, hand back the rest with no attempt used, and end. A \
            service manager may start them again.

            EXAMPLE
              bellhop worker stop web3-4711-01890a5dac96774b
            """)

    @OptionGroup(title: "Workers") var targets: WorkerTargets
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws { try await targets.order(.stop, global) }
}
