/// Names a kind of tenants, such as those on one plan: what is set for it holds for each that says nothing itself.
///
/// It fits `[a-z0-9][a-z0-9_-]{0,63}`, compared byte by byte: there is no case folding and no Unicode normalisation.
///
///     let free = try TenantKind("free")
public struct TenantKind: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Gives the tenant kind as text.
    public let rawValue: String

    /// Checks `value` and makes a tenant kind of it.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when `value` does not fit the grammar.
    public init(_ value: String) throws(BellhopError) {
        guard NameGrammar.isLowercaseName(value.utf8) else {
            throw BellhopError(
                .invalidValue, "\(NameGrammar.quoted(value)) is no tenant kind: it must fit [a-z0-9][a-z0-9_-]{0,63}")
        }
        self.rawValue = value
    }

    /// Takes a tenant kind that was checked before it was stored.
    package init(stored value: String) { self.rawValue = value }

    /// Gives the tenant kind as text.
    public var description: String { rawValue }

    /// Orders by bytes.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension TenantKind: Codable {
    /// Decodes and checks a tenant kind.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text does not fit the grammar.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the tenant kind as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension TenantKind: ExpressibleByStringLiteral {
    /// Makes a name of a literal; a malformed literal is a bug in the program and stops it with the reason.
    public init(stringLiteral value: StaticString) {
        do { try self.init("\(value)") } catch { preconditionFailure(error.message) }
    }
}
