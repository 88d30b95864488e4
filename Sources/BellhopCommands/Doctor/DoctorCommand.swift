import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Looks for what is wrong with the server's settings and with the jobs' places.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for settings of Redis that lose jobs, and for misplaced jobs.",
        discussion: """
            It looks at every job of every tenant, in pages, while workers go on. It changes nothing unless --repair is \
            given, which puts misplaced jobs right and deletes none. It exits 0 when nothing was found, and 1 when \
            something was, also when it was mended.

            EXAMPLES
              bellhop doctor
              bellhop doctor --repair --yes --json
            """)

    @Flag(help: "Put misplaced jobs right.")
    var repair = false
    @Flag(help: "Do not ask; needed where there is no terminal.")
    var yes = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        if repair, !yes, try !Confirmation.asked("Put right what is misplaced?") { return }
        let findings = try await global.withClient { client in
            var findings = ServerExam(try await Inspector(client.store).serverSettings()).findings
            let tenants = try await client.tenants.all()
            var progress = ProgressBar("doctor", of: tenants.count)
            for tenant in tenants {
                let defects = try await client.store.examine(tenant, mends: repair)
                findings += TenantExam(tenant: tenant, defects: defects, areMended: repair).findings
                progress.advance()
            }
            progress.end()
            return findings
        }
        var table = Table("SEVERITY", "SUBJECT", "FINDING")
        for finding in findings { table.add(finding.severity.rawValue, finding.subject, finding.words) }
        try global.output.list(findings.map(\.json), table)
        guard findings.isEmpty else { throw ExitCode(ExitStatus.failed.rawValue) }
        if !global.json { try global.output.object(nil, "nothing was found") }
    }
}
