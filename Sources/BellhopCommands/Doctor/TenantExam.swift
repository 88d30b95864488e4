import BellhopCore
import BellhopStore

/// Says what is wrong with the places of a tenant's jobs.
struct TenantExam {
    let tenant: TenantID
    let defects: [Defect: Int]
    let areMended: Bool

    /// Lists what is wrong, in the order of the defects.
    var findings: [Finding] {
        Defect.allCases.compactMap { defect in
            guard let count = defects[defect] else { return nil }
            let (severity, what, cure) = Self.words(defect)
            let end = areMended ? "; mended: \(cure)" : "; `bellhop doctor --repair` \(cure)"
            return Finding(severity: severity, subject: tenant.rawValue, words: "\(count) \(what)\(end)")
        }
    }

    private static func words(_ defect: Defect) -> (Finding.Severity, String, String) {
        switch defect {
        case .homeless:
            (.danger, "jobs are in no state, and no worker would find them", "puts them back in their lanes")
        case .twofold:
            (.danger, "jobs are in two states, and might run twice", "leaves them in the one that is furthest")
        case .ended: (.danger, "jobs have ended and would run again", "takes them out of their places")
        case .bare: (.warning, "entries are of jobs that do not exist", "takes them away")
        case .abandoned: (.danger, "claims are of workers that are gone", "puts their jobs back")
        case .miscounted: (.warning, "workers' claims are counted wrong", "counts them anew")
        case .unlisted: (.danger, "lanes are listed wrong, and workers would pass them by", "lists them anew")
        case .unseen: (.danger, "queues have work and no worker would look", "puts the tenant in the ring")
        case .idle: (.warning, "queues are looked at in vain", "takes the tenant out of the ring")
        case .parked: (.danger, "limits hold the tenant back that it has not reached", "lets it go on")
        case .undue: (.danger, "next due job is noted at a wrong instant", "notes it anew")
        }
    }
}
