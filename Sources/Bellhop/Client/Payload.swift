import FoundationEssentials

/// Encodes payloads and keeps them within bounds.
enum Payload {
    /// The largest payload, in bytes.
    static let limit = 1 << 20

    private static let encoder = JSONEncoder()

    /// Encodes a job as JSON.
    static func encode(_ job: some Job) throws(BellhopError) -> [UInt8] {
        let payload: [UInt8]
        do { payload = [UInt8](try encoder.encode(job)) } catch {
            throw BellhopError(.unencodable, "a job of type \(type(of: job)) cannot be encoded as JSON", cause: error)
        }
        try check(payload)
        return payload
    }

    /// Checks a payload's size.
    static func check(_ payload: [UInt8]) throws(BellhopError) {
        guard payload.count <= limit else {
            throw BellhopError(
                .payloadTooLarge,
                "the payload has \(payload.count) bytes and may have \(limit): store it elsewhere and pass a reference")
        }
    }
}
