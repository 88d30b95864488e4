import ArgumentParser
import Bellhop
import BellhopCore

/// Lists jobs.
struct JobList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List jobs of tenants.",
        discussion: """
            Ready jobs come in the order in which they would be taken, due and dead ones by instant.

            EXAMPLES
              bellhop job list --tenant acme
              bellhop job list --tenant acme --tenant globex --state dead --json
              bellhop job list --all-tenants --state running --limit 1000
            """)

    @OptionGroup(title: "Tenants") var selector: TenantSelector
    @Option(
        name: .customLong("state"),
        help: ArgumentHelp(
            "Only jobs of this state; may be repeated. One of \(JobState.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "state"))
    var states: [String] = []
    @Option(help: ArgumentHelp("At most this many for each tenant.", valueName: "n"))
    var limit = 100
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit starts at 1") }
        for state in states where JobState(rawValue: state) == nil {
            let known = JobState.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(state.oneLine(limit: 40))' is no state of a job; these are: \(known)")
        }
    }

    func run() async throws {
        let states = states.isEmpty ? JobState.allCases : states.compactMap(JobState.init(rawValue:))
        try await global.withClient { client in
            let tenants = try await selector.tenants(client)
            var rows: [JobSnapshot] = []
            try await JobPages(client: client, states: states, limit: limit).read(tenants) { jobs in
                if global.json { try global.output.list(jobs.map { $0.json() }, Table("")) } else { rows += jobs }
            }
            if !global.json { try global.output.list([], Table(jobs: rows)) }
        }
    }
}
