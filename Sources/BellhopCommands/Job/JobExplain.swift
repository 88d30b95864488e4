import ArgumentParser
import Bellhop
import BellhopCore

/// Says why a job does not run.
struct JobExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a job does not run, and when it may start.",
        discussion: """
            It names each limit, pause, due time or missing worker that keeps the job from running, the job's position among \
            its tenant's, and an estimate of when it starts.

            EXAMPLES
              bellhop job explain bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057
              bellhop job explain --tenant acme 01890a5d-ac96-774b-bcce-b302099a8057 --json
            """)

    @OptionGroup var selector: JobSelector
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (tenant, id) = try selector.resolve()
        let found = try await global.withClient { try await $0.scoped(to: tenant).explain(id) }
        var object: [String: JSON] = [
            "id": .string("\(id)"), "ref": .string("\(found.ref)"), "tenant": .string("\(tenant)"),
            "state": .string(found.state.rawValue),
            "reasons": .array(found.reasons.map { ["code": .string("\($0.code)"), "message": .string($0.message)] }),
        ]
        if let position = found.position { object["position"] = .integer(position) }
        if let before = found.tenantsBefore { object["tenantsBefore"] = .integer(before) }
        if let wait = found.estimatedWait { object["estimatedSeconds"] = .number(wait / .seconds(1)) }
        var lines = ["\(found.ref)", "\(found.state)"]
        lines += found.reasons.map { "\($0.code): \($0.message)" }
        if let wait = found.estimatedWait {
            lines.append("it may start in about \(Double(wait.wholeMilliseconds) / 1000) s")
        }
        try global.output.object(.object(object), lines.joined(separator: "\n"))
    }
}
