/// Names a queue: what workers serve, and what every tenant has.
///
/// It fits `[a-z0-9][a-z0-9_-]{0,63}`, compared byte by byte: there is no case folding and no Unicode normalisation.
///
///     let mail = try QueueName("mail")
public struct QueueName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Gives the queue name as text.
    public let rawValue: String

    /// Checks `value` and makes a queue name of it.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when `value` does not fit the grammar.
    public init(_ value: String) throws(BellhopError) {
        guard NameGrammar.isLowercaseName(value.utf8) else {
            throw BellhopError(
                .invalidValue, "\(NameGrammar.quoted(value)) is no queue name: it must fit [a-z0-9][a-z0-9_-]{0,63}")
        }
        self.rawValue = value
    }

    /// Takes a queue name that was checked before it was stored.
    package init(stored value: String) { self.rawValue = value }

    /// Gives the queue name as text.
    public var description: String { rawValue }

    /// Orders by bytes.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension QueueName: Codable {
    /// Decodes and checks a queue name.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text does not fit the grammar.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the queue name as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension QueueName {
    /// Names the queue that jobs go to when none is said.
    public static let `default` = QueueName(stored: "default")
}

extension QueueName: ExpressibleByStringLiteral {
    /// Makes a name of a literal; a malformed literal is a bug in the program and stops it with the reason.
    public init(stringLiteral value: StaticString) {
        do { try self.init("\(value)") } catch { preconditionFailure(error.message) }
    }
}
