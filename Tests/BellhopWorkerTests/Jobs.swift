import Bellhop
import BellhopWorker
import Synchronization

/// Lets a job do what its test says, and tells the test what it did.
struct Probe: Job {
    let label: String

    static let name: JobName = "probe"

    func run(in context: JobContext) async throws -> String {
        guard let body = Probe.bodies.withLock({ $0[label] }) else { throw JobStop(.dead, "the test has ended") }
        return try await body(context)
    }

    static let bodies = Mutex<[String: @Sendable (JobContext) async throws -> String]>([:])

    /// Makes a probe whose run calls `body`.
    static func make(_ body: @escaping @Sendable (JobContext) async throws -> String) -> Probe {
        let label = String(UInt64.random(in: .min ... .max), radix: 36)
        bodies.withLock { $0[label] = body }
        return Probe(label: label)
    }
}

extension JobRegistry {
    static func probes() throws -> JobRegistry {
        var registry = JobRegistry()
        try registry.register(Probe.self)
        return registry
    }
}

/// Opens once; whoever waits for it, before or after, goes on.
final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }
    func open() { continuation.finish() }
    func wait() async { for await _ in stream {} }
}

/// Collects what jobs saw, in order.
final class Record<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    func add(_ element: Element) { elements.withLock { $0.append(element) } }
    var all: [Element] { elements.withLock { $0 } }
}
