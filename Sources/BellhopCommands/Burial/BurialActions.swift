import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Does what the commands on dead and on quarantined jobs have in common.
struct BurialActions {
    let burial: Burial
    let filter: BurialFilter
    let global: GlobalOptions

    /// Lists the chosen jobs, at most `limit`.
    func list(limit: Int) async throws {
        try await global.withClient { client in
            var table = Table("REF", "NAME", "ATTEMPTS", "CRASHES", "SINCE", "ERROR")
            try await BurialWalk(client: client, burial: burial, filter: filter).pages(most: limit) { _, jobs, _ in
                for job in jobs {
                    if global.json {
                        try global.output.list([object(job, client)], table)
                    } else {
                        table.add(
                            ref(job, client), job.name?.rawValue ?? "?", "\(job.attempts)", "\(job.crashes)",
                            InstantText.format(milliseconds: job.instant), job.lastError ?? "")
                    }
                }
                return 0
            }
            if !global.json { try global.output.list([], table) }
        }
    }

    /// Shows the one job that was named.
    func show() async throws {
        try await global.withClient { client in
            var found: BuriedJob?
            try await BurialWalk(client: client, burial: burial, filter: filter).pages { _, jobs, _ in
                found = found ?? jobs.first
                return 0
            }
            guard let job = found else {
                throw BellhopError(.notFound, "\(filter.refs.first ?? "the job") is not \(burial.rawValue)")
            }
            let name = job.name.map { "\($0)" } ?? "an envelope that cannot be read"
            let since = InstantText.format(milliseconds: job.instant)
            let head = "\(ref(job, client))\n\(name): \(burial.rawValue) since \(since)"
            let words =
                [head, "attempts \(job.attempts), crashes \(job.crashes)"]
                + job.errors.map { "error: \(ErrorText.message($0))" }
            try global.output.object(object(job, client), words.joined(separator: "\n"))
        }
    }

    /// Puts the chosen jobs back, or only counts them.
    func restore(isDry: Bool, title: String) async throws {
        try await act(isDry: isDry, title: title) { client, tenant, ids in
            let (moved, refused) = try await client.store.restore(ids, of: tenant, from: burial)
            for id in refused {
                StandardStream.error.tryWrite(
                    "bellhop: job \(id) of tenant '\(tenant)' stays: its envelope is damaged or another's; delete it\n")
            }
            return moved
        }
    }

    /// Deletes the chosen jobs, or only counts them.
    func delete(isDry: Bool, isSure: Bool) async throws {
        if !isDry, !isSure, try !Confirmation.asked("Delete the chosen \(burial.rawValue) jobs for good?") { return }
        try await act(isDry: isDry, title: "delete") { client, tenant, ids in
            try await client.store.delete(ids, of: tenant, from: burial)
        }
    }

    private func act(
        isDry: Bool, title: String, _ body: (BellhopClient, TenantID, [JobID]) async throws -> Int
    ) async throws {
        try await global.withClient { client in
            let walk = BurialWalk(client: client, burial: burial, filter: filter)
            var progress = ProgressBar(title, of: try await walk.count())
            defer { progress.end() }
            var (done, chosen) = (0, 0)
            try await walk.pages { tenant, jobs, seen in
                chosen += jobs.count
                let moved = isDry || jobs.isEmpty ? 0 : try await body(client, tenant, jobs.map(\.id))
                done += moved
                progress.advance(by: seen)
                return moved
            }
            progress.end()
            let words =
                isDry
                ? "\(chosen) \(burial.rawValue) jobs would be taken: nothing was done (--dry-run)"
                : "\(title): \(done) of \(chosen) \(burial.rawValue) jobs"
            try global.output.object(
                ["chosen": .integer(chosen), "done": .integer(done), "dryRun": .bool(isDry)], words)
            if !filter.refs.isEmpty, chosen < Set(filter.refs).count {
                throw BellhopError(
                    .notFound, "\(Set(filter.refs).count - chosen) of the named jobs are not \(burial.rawValue)")
            }
        }
    }

    private func ref(_ job: BuriedJob, _ client: BellhopClient) -> String {
        "\(client.store.ref(tenant: job.tenant, queue: job.queue ?? .default, id: job.id))"
    }

    private func object(_ job: BuriedJob, _ client: BellhopClient) -> JSON {
        [
            "id": .string("\(job.id)"), "ref": .string(ref(job, client)), "tenant": .string("\(job.tenant)"),
            "queue": JSON(job.queue?.rawValue), "name": JSON(job.name?.rawValue), "state": .string(burial.rawValue),
            "attempt": .integer(job.attempts), "crashes": .integer(job.crashes), "result": .null,
            burial == .dead ? "diedAt" : "quarantinedAt": .string(InstantText.format(milliseconds: job.instant)),
            "errors": .array(job.errors.map { JSONText(Array($0.utf8)).map(JSON.text) ?? .string($0) }),
            "error": JSON(job.lastError),
        ]
    }
}
