import ArgumentParser
import Bellhop
import BellhopCore

/// Lists dead jobs.
struct DeadList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List dead jobs with their last error, the longest dead first.",
        discussion: """
            Put one back with `bellhop job retry`. Each JSON object is the job, and `error` is its last message.

            EXAMPLES
              bellhop dead list --tenant acme
              bellhop dead list --all-tenants --limit 10 --json
            """)

    @OptionGroup(title: "Tenants") var selector: TenantSelector
    @Option(help: ArgumentHelp("At most this many for each tenant.", valueName: "n"))
    var limit = 100
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws { if limit < 1 { throw ValidationError("--limit starts at 1") } }

    func run() async throws {
        try await global.withClient { client in
            let tenants = try await selector.tenants(client)
            var table = Table("REF", "NAME", "ATTEMPT", "DIED", "ERROR")
            try await JobPages(client: client, states: [.dead], limit: limit).read(tenants) { jobs in
                if global.json { return try global.output.list(jobs.map(Self.object), table) }
                for job in jobs {
                    let died = job.instant.map { InstantText.format(milliseconds: $0) } ?? ""
                    table.add("\(job.ref)", job.name.rawValue, "\(job.attempt)", died, job.lastError ?? "")
                }
            }
            if !global.json { try global.output.list([], table) }
        }
    }

    private static func object(_ job: JobSnapshot) -> JSON {
        guard case .object(var members) = job.json() else { return .null }
        members["error"] = JSON(job.lastError)
        return .object(members)
    }
}
