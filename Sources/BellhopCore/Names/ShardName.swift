/// Names a shard: the Redis hash tag that all keys of a tenant share.
///
/// It fits `[a-z0-9][a-z0-9_-]{0,63}`, compared byte by byte: there is no case folding and no Unicode normalisation.
///
///     let shard = try ShardName("0")
public struct ShardName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Gives the shard name as text.
    public let rawValue: String

    /// Checks `value` and makes a shard name of it.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when `value` does not fit the grammar.
    public init(_ value: String) throws(BellhopError) {
        guard NameGrammar.isLowercaseName(value.utf8) else {
            throw BellhopError(
                .invalidValue, "\(NameGrammar.quoted(value)) is no shard name: it must fit [a-z0-9][a-z0-9_-]{0,63}")
        }
        self.rawValue = value
    }

    /// Takes a shard name that was checked before it was stored.
    package init(stored value: String) { self.rawValue = value }

    /// Gives the shard name as text.
    public var description: String { rawValue }

    /// Orders by bytes.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension ShardName: Codable {
    /// Decodes and checks a shard name.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text does not fit the grammar.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the shard name as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension ShardName {
    /// Names the first shard, whose control plane holds what concerns the whole namespace.
    public static let first = ShardName(stored: "0")
}
