import ArgumentParser
import Bellhop
import BellhopCore

/// Chooses dead or quarantined jobs: by reference, or of tenants by name, error and age.
struct BurialFilter: ParsableArguments {
    @Argument(help: ArgumentHelp("References of jobs (bellhop://…), instead of a selector.", valueName: "ref"))
    var refs: [String] = []
    @Option(name: .customLong("tenant"), help: ArgumentHelp("A tenant; may be repeated.", valueName: "id"))
    var names: [String] = []
    @Option(help: ArgumentHelp("Every tenant of a kind.", valueName: "kind"))
    var kind: String?
    @Flag(help: "Every tenant.")
    var allTenants = false
    @Option(help: ArgumentHelp("Only jobs of this name.", valueName: "name"))
    var name: String?
    @Option(help: ArgumentHelp("Only jobs one of whose error messages holds this text.", valueName: "text"))
    var error: String?
    @Option(help: ArgumentHelp("Only jobs buried longer ago than this.", valueName: "span"))
    var olderThan: String?
    @Option(help: ArgumentHelp("Only jobs buried since this long ago.", valueName: "span"))
    var newerThan: String?

    func validate() throws {
        let selectors = (names.isEmpty ? 0 : 1) + (kind == nil ? 0 : 1) + (allTenants ? 1 : 0)
        if refs.isEmpty, selectors == 0 {
            throw ValidationError(
                "name the jobs: --tenant ID (may be repeated), --kind KIND, --all-tenants, or references")
        }
        if selectors > 1 { throw ValidationError("give one of --tenant, --kind and --all-tenants") }
        let isFiltered = [name, error, olderThan, newerThan].contains { $0 != nil }
        if !refs.isEmpty, selectors > 0 || isFiltered {
            throw ValidationError("references name their jobs: give no selector or filter with them")
        }
    }

    /// Finds the tenants, and the ids that are wanted of each; `nil` stands for all.
    func targets(_ client: BellhopClient) async throws(BellhopError) -> [(TenantID, Set<JobID>?)] {
        if refs.isEmpty {
            var selector = TenantSelector()
            selector.names = names
            selector.kind = kind
            selector.allTenants = allTenants
            return try await selector.tenants(client).map { ($0, nil) }
        }
        var wanted: [TenantID: Set<JobID>] = [:]
        for text in refs {
            let ref = try JobRef(text)
            wanted[ref.tenant, default: []].insert(ref.id)
        }
        return wanted.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Makes the test of a job, at `now`, the server's time in milliseconds since 1970.
    func test(now: Int64) throws(BellhopError) -> (BuriedJob) -> Bool {
        let before = try olderThan.map { text throws(BellhopError) in
            now - Int64(try DurationText.parse(text).wholeMilliseconds)
        }
        let after = try newerThan.map { text throws(BellhopError) in
            now - Int64(try DurationText.parse(text).wholeMilliseconds)
        }
        let wanted = try name.map { text throws(BellhopError) in try JobName(text) }
        return { job in
            if let wanted, job.name != wanted { return false }
            if let before, job.instant > before { return false }
            if let after, job.instant < after { return false }
            if let error, !job.errors.contains(where: { ErrorText.message($0).contains(error) }) { return false }
            return true
        }
    }
}
