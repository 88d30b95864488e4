/// Is a lane's name, taken apart into what limits look at.
package struct FairLane: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Gives the lane's name.
    package let name: LaneName
    /// Names the queue.
    package let queue: QueueName
    /// Names the kind of job.
    package let job: JobName
    /// Is the limit key's digest, if the jobs have one.
    package let key: String?
    /// Is what one of the jobs costs of a rate.
    package let cost: Int
    /// Says that the jobs have a crash behind them.
    package let isSuspect: Bool

    /// Takes a lane's name apart.
    package init(_ name: LaneName) {
        self.name = name
        let parts = name.rawValue.split(separator: ":", omittingEmptySubsequences: false)
        queue = QueueName(stored: String(parts[0]))
        job = JobName(stored: String(parts.dropFirst().first ?? ""))
        var suffix = parts.dropFirst(2).first ?? ""
        isSuspect = suffix.last == "!"
        if isSuspect { suffix.removeLast() }
        let words = suffix.split(separator: "%", omittingEmptySubsequences: false)
        key = words.first.flatMap { $0.isEmpty ? nil : String($0) }
        cost = words.count > 1 ? Int(words[1]) ?? 1 : 1
    }

    /// Says that the jobs differ from others of their queue and name: by a key, a cost, or a crash.
    package var hasSuffix: Bool { key != nil || cost != 1 || isSuspect }

    /// Is the lane beside this one for jobs with a crash behind them.
    package var suspected: FairLane {
        isSuspect ? self : FairLane(LaneName(stored: name.rawValue + (hasSuffix ? "!" : ":!")))
    }

    /// Lists the caps that a claim of the lane counts towards.
    package var caps: [FairLimit] { [.queue(queue), .job(job)] + (key.map { [.key(job, $0)] } ?? []) }

    /// Gives the lane's name as text.
    package var description: String { name.rawValue }

    /// Orders by name.
    package static func < (left: Self, right: Self) -> Bool { left.name.rawValue < right.name.rawValue }

    /// Says that two lanes have one name.
    package static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    /// Hashes the name.
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
