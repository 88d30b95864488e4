import ArgumentParser
import BellhopCore
import FoundationEssentials

/// Measures how worker time is shared, and what it costs.
struct FairnessCommand: AsyncParsableCommand {
    /// Lists the scenarios in the order in which they are played.
    static let scenarios: [any FairnessScenario] = [
        NoisyNeighbour(), WeightedShares(), EqualShares(), AloneScenario(), CappedTenant(), RateLimited(),
        ClaimCost(), LimitCost(), CronStorm(), DelayedStart(), StartEstimates(),
    ]

    static let configuration = CommandConfiguration(
        commandName: "fairness",
        abstract: "Measure how worker time is shared, and what limits, delays and many tenants cost.",
        discussion: """
            Plays scenarios on private Redis servers of their own, and prints each figure beside what it has to be. \
            Handlers sleep instead of computing, so that worker time is exact on a small machine too. What others do on the \
            machine meanwhile is in every figure, and is said beside it.

            SCENARIOS
            \(scenarios.map { "  " + type(of: $0).name + ": " + type(of: $0).summary }.joined(separator: "\n"))

            EXAMPLES
              bellhop-bench fairness
              bellhop-bench fairness noisy weights --plots plots
              bellhop-bench fairness --quick --json
            """)

    @Argument(help: "The scenarios; all of them when none is named.")
    var names: [String] = []
    @Flag(help: "Play short versions, whose figures say little.")
    var quick = false
    @Option(help: ArgumentHelp("Write a plot of each scenario here, as SVG.", valueName: "folder"))
    var plots: String?
    @Flag(help: "Exit with 1 when an aim is missed.")
    var check = false
    @Flag(help: "Print one JSON object for each scenario instead of tables.")
    var json = false

    func validate() throws {
        let known = Self.scenarios.map { type(of: $0).name }
        for name in names where !known.contains(name) {
            throw ValidationError("there is no scenario '\(name)': choose among \(known.joined(separator: ", "))")
        }
    }

    func run() async throws {
        if let plots { try FileManager.default.createDirectory(atPath: plots, withIntermediateDirectories: true) }
        var missed: [String] = []
        for scenario in Self.scenarios where names.isEmpty || names.contains(type(of: scenario).name) {
            let name = type(of: scenario).name
            let (before, started) = (MachineUse.now(), ContinuousClock.now)
            let report = try await scenario.measure(isQuick: quick)
            let seconds = (ContinuousClock.now - started).seconds
            var others: Double?
            if let before { others = MachineUse.now()?.coresUsedByOthers(since: before) }
            try StandardStream.output.write(
                json
                    ? "\(report.json(of: scenario, isQuick: quick, seconds: seconds, others: others))\n"
                    : report.text(of: scenario, seconds: seconds, others: others))
            if let plots, let plot = report.plot {
                try Data(plot.svg.utf8).write(to: URL(filePath: "\(plots)/fairness-\(name).svg"))
            }
            if !report.isMet { missed.append(name) }
        }
        if check, !missed.isEmpty {
            throw BellhopError(.jobFailed, "aims were missed: \(missed.joined(separator: ", "))")
        }
    }
}
