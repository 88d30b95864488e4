/// Says that a payload is not what its job's type expects; no attempt would mend that.
struct UndecodablePayload: DecidesRetry, CustomStringConvertible {
    let type: String
    let cause: any Error
    var retryDecision: RetryDecision { .dead }
    // The decoder's own words can quote the payload, so only the place is kept.
    var description: String {
        guard let error = cause as? DecodingError else { return "the payload cannot be decoded as \(type)" }
        let (problem, context) =
            switch error {
            case .keyNotFound(let key, let context): ("key '\(key.stringValue)' is missing", context)
            case .typeMismatch(let expected, let context): ("a value is no \(expected)", context)
            case .valueNotFound(let expected, let context): ("a \(expected) is null", context)
            case .dataCorrupted(let context): ("the text is no valid JSON or value", context)
            @unknown default: ("it is malformed", DecodingError.Context(codingPath: [], debugDescription: ""))
            }
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return "the payload cannot be decoded as \(type): \(problem)\(path.isEmpty ? "" : " at '\(path)'")"
    }
}
