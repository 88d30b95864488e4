import BellhopCore

/// Says where a job's payload comes from, and reads it within its bounds.
enum PayloadSource: Equatable {
    /// The text itself, which must be JSON.
    case inline(String)
    /// Standard input, byte by byte.
    case standardInput
    /// A file, byte by byte.
    case file(String)

    /// The most bytes that a payload may have.
    static let limit = 1 << 20

    /// Reads the value of `--payload`: `-`, `@FILE`, or JSON.
    init(_ text: String) {
        if text == "-" {
            self = .standardInput
        } else if text.hasPrefix("@") {
            self = .file(String(text.dropFirst()))
        } else {
            self = .inline(text)
        }
    }

    /// Reads the payload.
    ///
    /// - Parameter checksJSON: asks for JSON also from a file and from standard input.
    /// - Returns: The bytes that the handler gets.
    /// - Throws: ``BellhopError/Code/undecodable`` when it has to be JSON and is not,
    ///   ``BellhopError/Code/payloadTooLarge``, ``BellhopError/Code/notFound`` when there is no such file.
    func read(checksJSON: Bool) throws(BellhopError) -> [UInt8] {
        let payload: [UInt8]
        var what = "the payload"
        var mustBeJSON = checksJSON
        switch self {
        case .inline(let text):
            payload = Array(text.utf8)
            mustBeJSON = true
        case .standardInput: payload = try BoundedInput.standardInput(what: what, limit: Self.limit)
        case .file(let path):
            payload = try BoundedInput.file(path, what: what, limit: Self.limit)
            what = "the payload in '\(path)'"
        }
        guard payload.count <= Self.limit else {
            throw BellhopError(
                .payloadTooLarge,
                "\(what) is larger than \(Self.limit) bytes: store it elsewhere and enqueue a reference to it")
        }
        if mustBeJSON, JSONText(payload) == nil {
            throw BellhopError(
                .undecodable, "\(what) is not JSON: quote text as '\"text\"', or give it by @FILE or - (standard input)"
            )
        }
        return payload
    }
}
