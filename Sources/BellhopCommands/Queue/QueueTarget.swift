import ArgumentParser
import Bellhop
import BellhopCore
import BellhopStore

/// Names what of the queues a command stops or starts: a queue or a job name, of some tenants or of all at once.
struct QueueTarget: ParsableArguments {
    @Argument(help: "The queue.") var queue: String?
    @Option(help: ArgumentHelp("Jobs of this name, instead of a queue.", valueName: "name"))
    var jobName: String?
    @OptionGroup(title: "Tenants") var selector: TenantSelector
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        if (queue == nil) == (jobName == nil) { throw ValidationError("name a queue, or jobs by --job-name NAME") }
    }

    /// Pauses or resumes, and says so.
    func set(isPaused: Bool) async throws {
        let queue = try queue.map { try QueueName($0) }
        let name = try jobName.map { try JobName($0) }
        let what = queue.map { "queue '\($0)'" } ?? name.map { "jobs '\($0)'" } ?? ""
        let done = isPaused ? "paused" : "resumed"
        try await global.withClient { client in
            if selector.allTenants {
                if let queue { try await client.store.change(isPaused ? .pause(queue) : .resume(queue)) }
                if let name { try await client.store.change(isPaused ? .pauseJobs(name) : .resumeJobs(name)) }
                return try global.output.object(
                    ["id": JSON(queue?.rawValue ?? name?.rawValue), "tenant": nil, "paused": .bool(isPaused)],
                    "\(done) \(what) of all tenants")
            }
            var settings = TenantSettings()
            if let queue { settings.queues[queue] = QueueSettings(isPaused: isPaused) }
            if let name { settings.jobs[name] = JobSettings(isPaused: isPaused) }
            for tenant in try await selector.tenants(client) {
                _ = try await client.tenants.set(tenant, settings)
                try global.output.object(
                    [
                        "id": JSON(queue?.rawValue ?? name?.rawValue), "tenant": .string(tenant.rawValue),
                        "paused": .bool(isPaused),
                    ], "\(done) \(what) of tenant '\(tenant)'")
            }
        }
    }
}
