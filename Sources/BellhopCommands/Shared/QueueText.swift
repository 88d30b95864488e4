import BellhopCore

/// Reads queues as people write them: a name, or a name with its weight, such as `mail=3`.
enum QueueText {
    /// Reads a queue.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the name fits no grammar or the weight is none.
    static func parse(_ text: String) throws(BellhopError) -> (queue: QueueName, weight: TenantWeight?) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let queue = try QueueName(parts[0])
        if parts.count == 1 { return (queue, nil) }
        guard let number = Double(parts[1]) else {
            throw BellhopError(
                .invalidValue,
                "'\(text.oneLine(limit: 40))' gives queue '\(queue)' no weight: write a number from 0.01 to 100")
        }
        return (queue, try TenantWeight(number))
    }
}
