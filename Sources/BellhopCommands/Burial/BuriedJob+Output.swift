import BellhopCore

extension BuriedJob {
    /// Gives the message of the last error, if there is one.
    var lastError: String? { errors.last.map(ErrorText.message) }
}
