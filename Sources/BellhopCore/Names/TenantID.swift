/// Names a tenant: an isolated customer.
///
/// It fits `[a-z0-9][a-z0-9_-]{0,63}`, compared byte by byte: there is no case folding and no Unicode normalisation.
///
///     let acme = try TenantID("acme")
public struct TenantID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Gives the tenant id as text.
    public let rawValue: String

    /// Checks `value` and makes a tenant id of it.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when `value` does not fit the grammar, or is a reserved word.
    public init(_ value: String) throws(BellhopError) {
        guard NameGrammar.isLowercaseName(value.utf8) else {
            throw BellhopError(
                .invalidValue, "\(NameGrammar.quoted(value)) is no tenant id: it must fit [a-z0-9][a-z0-9_-]{0,63}")
        }
        guard !Self.reserved.contains(value) else {
            throw BellhopError(
                .invalidValue, "'\(value)' is reserved and cannot name a tenant: choose another id")
        }
        self.rawValue = value
    }

    /// Takes a tenant id that was checked before it was stored.
    package init(stored value: String) { self.rawValue = value }

    /// Gives the tenant id as text.
    public var description: String { rawValue }

    /// Orders by bytes.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension TenantID: Codable {
    /// Decodes and checks a tenant id.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text does not fit the grammar.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the tenant id as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension TenantID {
    /// Holds the words that elsewhere mean "no tenant" or "any tenant", and so never name one.
    public static let reserved: Set<String> = ["system", "all", "none", "null", "default", "public"]
}
