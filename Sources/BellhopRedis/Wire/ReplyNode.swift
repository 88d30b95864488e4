/// One value of a reply: 16 bytes on the tape, children behind their array in the order of the wire.
struct ReplyNode: Sendable {
    enum Kind: UInt8 {
        case null, integer, string, status, error, array
    }

    let kind: Kind
    /// Bytes of a text, or elements of an array.
    let length: UInt32
    /// An integer itself, where a text starts in the arena, or the node behind an array's last element.
    var value: Int

    static let null = ReplyNode(kind: .null, length: 0, value: 0)
}

extension ReplyNode.Kind {
    /// The kind in words, for messages.
    var name: String {
        switch self {
        case .null: "null"
        case .integer: "an integer"
        case .string: "a bulk string"
        case .status: "a status"
        case .error: "an error"
        case .array: "an array"
        }
    }
}
