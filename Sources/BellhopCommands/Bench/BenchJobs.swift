import Bellhop
import BellhopCore
import FoundationEssentials

/// Does nothing, with a payload of about 100 bytes, as an application's small jobs have.
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
    /// Knows the jobs of the bench; `names` further ones decode the same payload.
    static func bench(names: Int) throws(BellhopError) -> JobRegistry {
        var registry = JobRegistry()
        try registry.register(NoOp.self)
        try registry.register(NoOpWithResult.self)
        for index in 0..<names {
            try registry.register(try JobName("noop-\(index)"), retry: .never) { _, payload in
                _ = try JSONDecoder().decode(NoOp.self, from: Data(payload))
                return nil
            }
        }
        return registry
    }
}
