import BellhopCore

extension Table {
    /// Lays jobs out for people.
    init(jobs: [JobSnapshot]) {
        self.init("REF", "NAME", "STATE", "ATTEMPT", "LAST ERROR")
        for job in jobs {
            add("\(job.ref)", job.name.rawValue, job.state.rawValue, "\(job.attempt)", job.lastError ?? "")
        }
    }
}
