/// Names an installation of Bellhop: the first part of every key, so that several can share one Redis.
///
/// It fits `[a-z0-9][a-z0-9_-]{0,63}`.
///
///     let staging = try Namespace("bellhop-staging")
public struct Namespace: Hashable, Sendable, CustomStringConvertible {
    /// Gives the namespace as text.
    public let rawValue: String

    /// Names the namespace that is used when none is said.
    public static let `default` = Namespace(stored: "bellhop")

    /// Checks `value` and makes a namespace of it.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when `value` does not fit the grammar.
    public init(_ value: String) throws(BellhopError) {
        guard NameGrammar.isLowercaseName(value.utf8) else {
            throw BellhopError(
                .invalidValue, "\(NameGrammar.quoted(value)) is no namespace: it must fit [a-z0-9][a-z0-9_-]{0,63}")
        }
        self.rawValue = value
    }

    private init(stored value: String) { self.rawValue = value }

    /// Gives the namespace as text.
    public var description: String { rawValue }
}
