/// Names why work runs outside any tenant, so that every such place can be listed and argued.
///
///     extension SystemReason { static let nightlyPlan = SystemReason("nightly-plan") }
public struct SystemReason: Hashable, Sendable, CustomStringConvertible {
    /// Gives the reason as text.
    public let rawValue: StaticString

    /// Makes a reason of a literal.
    public init(_ rawValue: StaticString) { self.rawValue = rawValue }

    /// Gives the reason as text.
    public var description: String { "\(rawValue)" }

    /// Compares by text.
    public static func == (left: Self, right: Self) -> Bool { left.description == right.description }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
