import BellhopCore
import FoundationEssentials

/// Writes an error down for those who look at a failed job later: bounded, and on one line.
struct ErrorReport: Encodable {
    let attempt: Int
    let type: String
    let message: String

    /// Describes an error of a run.
    init(error: any Error, attempt: Int) {
        self.attempt = attempt
        if let error = error as? BellhopError {
            type = error.code.description
            message = Self.bounded(error.message)
        } else {
            type = "\(Swift.type(of: error))"
            message = Self.bounded("\(error)")
        }
    }

    /// Gives the report as a JSON object without line breaks.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = (try? encoder.encode(self)) ?? Data(#"{"message":"the error could not be described"}"#.utf8)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func bounded(_ text: String) -> String {
        text.utf8.count <= 2000 ? text : String(text.prefix(2000)) + "…"
    }
}
