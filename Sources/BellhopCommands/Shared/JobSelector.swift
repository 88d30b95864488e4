import ArgumentParser
import BellhopCore

/// Names one job, by its reference or by its tenant and id.
struct JobSelector: ParsableArguments {
    @Argument(help: ArgumentHelp("The job's reference (bellhop://…), or its id with --tenant.", valueName: "job"))
    var job: String

    @OptionGroup var owner: OneTenant

    /// Refuses an id without a tenant, before anything is read.
    func validate() throws {
        if !job.hasPrefix("bellhop:"), owner.names.isEmpty {
            throw ValidationError("name the job's tenant with --tenant ID, or give the job's whole reference")
        }
    }

    /// Reads the selector.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when a part is malformed, or when the reference and `--tenant`
    ///   disagree.
    func resolve() throws(BellhopError) -> (tenant: TenantID, id: JobID) {
        let named = try owner.tenantIfAny()
        guard job.hasPrefix("bellhop:") else {
            guard let named else { throw BellhopError(.invalidValue, "name the job's tenant with --tenant ID") }
            return (named, try JobID(job))
        }
        let ref = try JobRef(job)
        if let named, named != ref.tenant {
            throw BellhopError(
                .invalidValue,
                "the reference is of tenant '\(ref.tenant)', and --tenant says '\(named)': drop one of them")
        }
        return (ref.tenant, ref.id)
    }
}
