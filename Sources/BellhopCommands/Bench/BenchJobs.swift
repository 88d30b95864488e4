import Bellhop
import BellhopCore
import FoundationEssentials

/// Does nothing, with a payload of about 100 bytes, as an application's small jobs have.
///
/// Most scenarios register its
/// name with a handler that leaves the payload as it is; `typed` decodes it.
struct NoOp: Job {
    var account: Int
    var action: String
    var note: String

    static let name: JobName = "noop"
    static let retry = RetryPolicy.never

    func run(in context: JobContext) async throws {}

    static func sample(_ index: Int) -> NoOp {
        NoOp(account: index, action: "synchronise", note: "a note that makes the payload a hundred bytes")
    }
}

/// Does nothing, and returns a result that is kept.
struct NoOpWithResult: Job {
    var account: Int
    var action: String
    var note: String

    static let name: JobName = "noop-result"
    static let retry = RetryPolicy.never

    func run(in context: JobContext) async throws -> Int { account }
}

extension JobRegistry {
    /// Knows the jobs of a scenario.
    static func bench(_ scenario: DrainScenario) throws(BellhopError) -> JobRegistry {
        var registry = JobRegistry()
        if scenario.variant == "typed" {
            try registry.register(NoOp.self)
        } else {
            try registry.register(NoOp.name, retry: .never) { _, _ in nil }
        }
        try registry.register(NoOpWithResult.self)
        if scenario.variant == "external" {
            let handler = HandlersFile.Handler(
                name: "external", command: ["true"], timeout: .seconds(60), retry: .never, discards: [],
                environment: [:])
            let environment = ProcessInfo.processInfo.environment
            let command = ExternalCommand(
                handler: handler,
                surroundings: ExternalCommand.Surroundings(
                    environment: environment.filter { ExternalCommand.Surroundings.inherited.contains($0.key) },
                    scratchParent: environment["TMPDIR"] ?? "/tmp", killGrace: .seconds(5),
                    guardian: Programs.guardian(path: environment["PATH"])))
            try registry.register("external", retry: .never) { try await command.run($0, $1) }
        }
        for index in 0..<scenario.names {
            try registry.register(try JobName("noop-\(index)"), retry: .never) { _, _ in nil }
        }
        return registry
    }
}
