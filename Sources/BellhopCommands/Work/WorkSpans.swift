import ArgumentParser
import BellhopCore
import BellhopWorker

/// Holds a worker's spans of time as options.
struct WorkSpans: ParsableArguments {
    @Option(
        help: ArgumentHelp("How long Redis keeps the worker's jobs for it without a sign of life.", valueName: "span"))
    var lease = "15s"
    @Option(help: ArgumentHelp("How often it gives a sign of life.", valueName: "span"))
    var beat = "5s"
    @Option(help: ArgumentHelp("How long running jobs may go on after it was told to stop.", valueName: "span"))
    var drainDeadline = "25s"
    @Option(
        help: ArgumentHelp("How long a program may take to end after SIGTERM; then it is killed.", valueName: "span"))
    var killGrace = "5s"
    @Option(help: ArgumentHelp("How long outcomes and results are kept.", valueName: "span"))
    var keepOutcomes = "24h"
    @Option(
        help: ArgumentHelp(
            "How long a job waits for a worker that knows its name; then it is quarantined.", valueName: "span"))
    var unknownNameDelay = "10m"

    /// Reads the options.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with the one that is wrong.
    func options() throws(BellhopError) -> WorkerOptions {
        var options = WorkerOptions()
        options.lease = try DurationText.parse(lease)
        options.beat = try DurationText.parse(beat)
        options.drainDeadline = try DurationText.parse(drainDeadline)
        options.keepOutcomes = try DurationText.parse(keepOutcomes)
        options.unknownNameDelay = try DurationText.parse(unknownNameDelay)
        _ = try DurationText.parse(killGrace)
        guard options.beat > .zero, options.lease >= options.beat * 2 else {
            throw BellhopError(
                .invalidValue, "--lease \(lease) is too short for --beat \(beat): take at least two beats")
        }
        return options
    }
}
