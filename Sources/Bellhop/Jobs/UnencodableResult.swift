/// Says that a result cannot be encoded; no attempt would mend that.
struct UnencodableResult: DecidesRetry, CustomStringConvertible {
    let type: String
    let cause: any Error
    var retryDecision: RetryDecision { .dead }
    var description: String { "the result of type \(type) cannot be encoded as JSON: \(cause)" }
}
