import Bellhop
import BellhopCore
import BellhopStore

/// Looks whether a tenant's jobs all stand where they should.
///
/// Jobs move while it looks, so what seems wrong is looked at again, and only what stays wrong is a finding.
struct TenantExam {
    private static let looks = 5
    let inspector: Inspector
    let tenant: TenantRecord

    /// Lists what is wrong.
    func findings() async throws(BellhopError) -> [Finding] {
        var findings: [Finding] = []
        for _ in 0..<Self.looks {
            findings = try await look()
            if findings.isEmpty { return [] }
        }
        return findings
    }

    private func look() async throws(BellhopError) -> [Finding] {
        let summary = try await inspector.summary(of: tenant.id)
        let queues = try await inspector.queues(of: tenant.id)
        var findings: [Finding] = []
        let inLanes = queues.reduce(0) { $0 + $1.ready }
        if inLanes != summary.ready {
            findings.append(
                Finding(
                    severity: .danger, subject: tenant.id.rawValue,
                    words: "\(summary.ready) jobs should be ready and \(inLanes) stand in lanes: "
                        + "some are in no state, or in two"))
        }
        for queue in queues where queue.ready > 0 && !queue.isInRing && tenant.state == .active {
            if let cap = tenant.concurrencyCap, summary.running >= cap { continue }
            findings.append(
                Finding(
                    severity: .danger, subject: tenant.id.rawValue,
                    words: "\(queue.ready) jobs are ready in queue '\(queue.queue)', and no worker will look: "
                        + "suspend and resume the tenant"))
        }
        return findings
    }
}
