/// Is one thing that the doctor found.
struct Finding: Sendable {
    /// Says how bad it is.
    enum Severity: String, Sendable {
        /// Jobs may be lost, or are already in no right place.
        case danger
        /// It will cost time or memory, or may become a danger.
        case warning
    }

    let severity: Severity
    /// Names what was looked at: a setting of the server, or a tenant.
    let subject: String
    /// Says what it is and what to do.
    let words: String

    /// Gives an object.
    var json: JSON {
        ["severity": .string(severity.rawValue), "subject": .string(subject), "finding": .string(words)]
    }
}
