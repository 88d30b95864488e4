import BellhopCore
import BellhopWorker

extension Settings {
    /// Makes the options of a worker.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with the setting that is wrong, and where it came from.
    func workerOptions() throws(BellhopError) -> WorkerOptions {
        var options = WorkerOptions()
        options.concurrency = Int(try text(.concurrency) ?? "") ?? options.concurrency
        for queue in try text(.queues)?.split(separator: ",") ?? [] {
            let (queue, weight) = try QueueText.parse(String(queue))
            options.queues.append(queue)
            if let weight { options.queueWeights[queue] = weight }
        }
        options.lease = try span(.lease)
        options.beat = try span(.beat)
        options.drainDeadline = try span(.drainDeadline)
        options.keepOutcomes = try span(.keepOutcomes)
        options.unknownNameDelay = try span(.unknownNameDelay)
        _ = try span(.killGrace)
        guard options.lease >= options.beat * 2 else {
            let (lease, beat) = (try text(.lease) ?? "", try text(.beat) ?? "")
            throw BellhopError(
                .invalidValue,
                "a lease of \(lease) (\(source(of: .lease))) is too short for a beat every \(beat) "
                    + "(\(source(of: .beat))): take at least two beats")
        }
        return options
    }
}
