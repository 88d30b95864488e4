import Bellhop
import BellhopTesting
import BellhopWorker
import TestSupport
import Testing

struct WordCount: Job {
    let text: String

    func run(in context: JobContext) async throws -> Int {
        guard try Tenancy.current == context.tenant else { throw JobStop(.dead, "the scope is another tenant's") }
        return text.split(separator: " ").count
    }
}

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct EndToEndTests {
    @Test("a job enqueued for a tenant runs in its scope and its result is the tenant's own")
    func enqueueRunResult() async throws {
        try await withClient { client in
            let acme = try TenantID("acme")
            let globex = try TenantID("globex")
            try await client.tenants.add(acme)
            try await client.tenants.add(globex)
            var registry = JobRegistry()
            try registry.register(WordCount.self)
            try await withWorker(client, registry: registry) {
                let ref = try await client.enqueue(WordCount(text: "one two three"), for: acme)
                #expect(try await client.scoped(to: acme).result(of: ref.id, as: Int.self) == 3)
                let snapshot = try await client.scoped(to: acme).status(of: ref.id)
                #expect(snapshot.state == .succeeded)
                #expect(snapshot.attempt == 1)
                let error = await #expect(throws: BellhopError.self) {
                    try await client.scoped(to: globex).status(of: ref.id)
                }
                #expect(error?.code == .notFound)
            }
        }
    }
}
