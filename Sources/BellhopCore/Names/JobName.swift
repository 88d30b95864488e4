/// Names a kind of job, so that a worker finds its handler.
///
/// It fits `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`, compared byte by byte: there is no case folding and no Unicode normalisation.
///
///     let name = try JobName("SendInvoice")
public struct JobName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Gives the job name as text.
    public let rawValue: String

    /// Checks `value` and makes a job name of it.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when `value` does not fit the grammar.
    public init(_ value: String) throws(BellhopError) {
        guard NameGrammar.isMixedCaseName(value.utf8) else {
            throw BellhopError(
                .invalidValue,
                "\(NameGrammar.quoted(value)) is no job name: it must fit [A-Za-z0-9][A-Za-z0-9._-]{0,63}")
        }
        self.rawValue = value
    }

    /// Takes a job name that was checked before it was stored.
    package init(stored value: String) { self.rawValue = value }

    /// Gives the job name as text.
    public var description: String { rawValue }

    /// Orders by bytes.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension JobName: Codable {
    /// Decodes and checks a job name.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text does not fit the grammar.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the job name as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension JobName: ExpressibleByStringLiteral {
    /// Makes a name of a literal; a malformed literal is a bug in the program and stops it with the reason.
    public init(stringLiteral value: StaticString) {
        do { try self.init("\(value)") } catch { preconditionFailure(error.message) }
    }
}
