import ArgumentParser

/// Holds a worker's spans of time as options.
struct WorkSpans: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long Redis keeps the worker's jobs for it without a sign of life (15s).", valueName: "span"))
    var lease: String?
    @Option(help: ArgumentHelp("How often it gives a sign of life (5s).", valueName: "span"))
    var beat: String?
    @Option(help: ArgumentHelp("How long running jobs may go on after it was told to stop (25s).", valueName: "span"))
    var drainDeadline: String?
    @Option(
        help: ArgumentHelp(
            "How long a program may take to end after SIGTERM; then it is killed (5s).", valueName: "span"))
    var killGrace: String?
    @Option(help: ArgumentHelp("How long outcomes and results are kept (24h).", valueName: "span"))
    var keepOutcomes: String?
    @Option(
        help: ArgumentHelp(
            "How long a job waits for a worker that knows its name; then it is quarantined (10m).", valueName: "span"))
    var unknownNameDelay: String?

    /// Gives those that were given.
    var flags: [Setting: String] {
        let given: [Setting: String?] = [
            .lease: lease, .beat: beat, .drainDeadline: drainDeadline, .killGrace: killGrace,
            .keepOutcomes: keepOutcomes, .unknownNameDelay: unknownNameDelay,
        ]
        return given.compactMapValues(\.self)
    }
}
