import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Looks for what is wrong with the server's settings and with the jobs' places.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for settings of Redis that lose jobs, and for misplaced jobs.",
        discussion: """
            It changes nothing. It exits 0 when nothing was found, and 1 when something was.

            EXAMPLES
              bellhop doctor
              bellhop doctor --json
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let findings = try await global.withClient { client in
            let inspector = Inspector(client.store)
            var findings = ServerExam(try await inspector.serverSettings()).findings
            let tenants = try await client.tenants.all()
            var progress = ProgressBar("doctor", of: tenants.count)
            for tenant in tenants {
                if let record = try await client.tenants.record(of: tenant) {
                    findings += try await TenantExam(inspector: inspector, tenant: record).findings()
                }
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
