import FoundationEssentials

/// Knows the handlers of a worker by the names of their jobs.
///
///     var registry = JobRegistry()
///     try registry.register(SendInvoice.self)
public struct JobRegistry: Sendable {
    /// Holds what a worker needs to run jobs of one name.
    package struct Handler: Sendable {
        /// Says how often a failing job is run, and when again.
        package let retry: RetryPolicy
        /// Bounds the time of one run.
        package let timeout: Duration
        /// Says that an error may end a job without a dead letter.
        package let mayDiscard: Bool
        /// Decodes the payload, runs the job and encodes its result.
        package let run: @Sendable (JobContext, ArraySlice<UInt8>) async throws -> [UInt8]?
    }

    /// Holds the handlers by name.
    package private(set) var handlers: [JobName: Handler] = [:]

    /// Makes an empty registry.
    public init() {}

    /// Lists the names that have a handler, in order.
    public var names: [JobName] { handlers.keys.sorted() }

    /// Registers a type of job whose result is kept.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` when its name is taken, ``BellhopError/Code/invalidValue`` when its
    ///   name fits no grammar.
    public mutating func register<J: Job>(_ type: J.Type) throws(BellhopError) where J.Output: Codable {
        try add(J.checkedName(), retry: J.retry, timeout: J.timeout, mayDiscard: J.mayDiscard) { context, payload in
            let output = try await Self.decode(J.self, payload).run(in: context)
            do { return [UInt8](try Self.encoder.encode(output)) } catch {
                throw UnencodableResult(type: "\(J.Output.self)", cause: error)
            }
        }
    }

    /// Registers a type of job that returns nothing.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` when its name is taken, ``BellhopError/Code/invalidValue`` when its
    ///   name fits no grammar.
    public mutating func register<J: Job>(_ type: J.Type) throws(BellhopError) where J.Output == Void {
        try add(J.checkedName(), retry: J.retry, timeout: J.timeout, mayDiscard: J.mayDiscard) { context, payload in
            try await Self.decode(J.self, payload).run(in: context)
            return nil
        }
    }

    /// Registers a handler that reads the payload's bytes itself and returns its result as JSON bytes, or `nil`.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` when the name is taken.
    public mutating func register(
        _ name: JobName, retry: RetryPolicy = .default, timeout: Duration = .seconds(1800), mayDiscard: Bool = false,
        run: @escaping @Sendable (JobContext, ArraySlice<UInt8>) async throws -> [UInt8]?
    ) throws(BellhopError) {
        try add(name, retry: retry, timeout: timeout, mayDiscard: mayDiscard, run: run)
    }

    private mutating func add(
        _ name: JobName, retry: RetryPolicy, timeout: Duration, mayDiscard: Bool,
        run: @escaping @Sendable (JobContext, ArraySlice<UInt8>) async throws -> [UInt8]?
    ) throws(BellhopError) {
        guard handlers[name] == nil else {
            throw BellhopError(.configuration, "two handlers are registered for jobs named '\(name)': rename one")
        }
        handlers[name] = Handler(retry: retry, timeout: timeout, mayDiscard: mayDiscard, run: run)
    }

    private static let decoder = JSONDecoder()
    private static let encoder = JSONEncoder()

    private static func decode<J: Job>(_ type: J.Type, _ payload: ArraySlice<UInt8>) throws -> J {
        do { return try decoder.decode(J.self, from: Data(payload)) } catch {
            throw UndecodablePayload(type: "\(J.self)", cause: error)
        }
    }
}
