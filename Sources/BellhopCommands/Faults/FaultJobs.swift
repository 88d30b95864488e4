import Bellhop
import BellhopCore

/// Lists the kinds of job that the harness enqueues.
enum FaultJobs: String, CaseIterable, Sendable {
    /// Ends at once.
    case short
    /// Fails once.
    case flaky
    /// Dies at its first run.
    case doomed
    /// Takes up to a second.
    case long

    private struct FirstTime: Error {}

    /// Names the jobs of this kind.
    var name: JobName {
        switch self {
        case .short: "short"
        case .flaky: "flaky"
        case .doomed: "doomed"
        case .long: "long"
        }
    }

    /// Is what a job of a tenant carries: the tenant, so that its handler can tell.
    static func payload(of tenant: TenantID) -> [UInt8] { Array("\"\(tenant)\"".utf8) }

    /// Chooses a kind: mostly short ones.
    static func choose(_ random: inout some RandomNumberGenerator) -> FaultJobs {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<4: .flaky
        case 4: .doomed
        case 5..<8: .long
        default: .short
        }
    }

    /// Knows the handlers of all kinds, each of which writes its runs down.
    static func registry(_ journal: RunJournal) throws -> JobRegistry {
        var registry = JobRegistry()
        let retry = RetryPolicy(attempts: 5, base: .milliseconds(100), cap: .seconds(1))
        for kind in allCases {
            try registry.register(kind.name, retry: retry) { context, payload in
                let active = try Tenancy.current
                let isOwn = active == context.tenant && payload.elementsEqual(Self.payload(of: active))
                try journal.note(isOwn ? .started : .foreign, context)
                do {
                    try await kind.run(context)
                    try journal.note(.ended, context)
                    return nil
                } catch {
                    try journal.note(.ended, context)
                    throw error
                }
            }
        }
        return registry
    }

    private func run(_ context: JobContext) async throws {
        switch self {
        case .short: break
        case .flaky: if context.attempt == 1 { throw FirstTime() }
        case .doomed: throw JobStop(.dead, "doomed from the start")
        case .long: try await Task.sleep(for: .milliseconds(Int.random(in: 50...1000)))
        }
    }
}
