import ArgumentParser
import Bellhop
import BellhopCore

/// Enqueues jobs for a tenant.
struct EnqueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Enqueue a job, or many alike, for a tenant.",
        discussion: """
            --payload takes JSON as it is, @FILE for a file, or - for standard input. Text on the command line must be \
            JSON and goes to the handler as it is, quotes included. The bytes of a file or of standard input are not \
            looked at, unless with --check-json. A payload has at most 1 MiB; without one it is {}.

            EXAMPLES
              bellhop enqueue send-invoice --tenant acme --payload '{"id": 7}'
              bellhop enqueue word-count --tenant acme --payload @report.txt --json
              generate | bellhop enqueue import --tenant acme --payload - --check-json --in 5m
              bellhop enqueue warm-up --tenant acme --count 10000 --spread 1h
              bellhop enqueue sync --tenant acme --unique mailbox-7 --on-conflict keep-latest
            """)

    @Argument(help: "The kind of job: the name of its handler.") var name: String
    @OptionGroup var owner: OneTenant

    @Option(help: ArgumentHelp("The queue.", valueName: "queue"))
    var queue = "default"
    @Option(help: ArgumentHelp("The payload.", valueName: "json|-|@file"))
    var payload: String?
    @Flag(name: .customLong("check-json"), help: "Refuse a file or standard input that is not JSON.")
    var checkJSON = false
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("Start it after this span: 500ms, 5s, 10m, 2h, 1d.", valueName: "span"))
    var delay: String?
    @Option(
        name: .customLong("at"),
        help: ArgumentHelp("Start it at this instant: 2030-01-31T09:00:00Z.", valueName: "instant"))
    var runAt: String?
    @Option(help: ArgumentHelp("Enqueue this many, all alike.", valueName: "n"))
    var count = 1
    @Option(help: ArgumentHelp("The job's id, a UUID: enqueued twice, it runs once.", valueName: "uuid"))
    var id: String?
    @Option(
        help: ArgumentHelp(
            "Enqueue it once a day under this key: again, it prints the first one's reference.", valueName: "key"))
    var idempotencyKey: String?
    @Option(help: ArgumentHelp("Spread the jobs of --count over this span.", valueName: "span"))
    var spread: String?
    @Option(help: ArgumentHelp("Let it expire when it has not started after this span.", valueName: "span"))
    var expires: String?
    @Option(
        help: ArgumentHelp("From -100 to 100: each step is worth 1000 places in the tenant's line.", valueName: "n"))
    var priority: Int?
    @Option(
        help: ArgumentHelp(
            "Run one job of this name and key at a time, or as many as --key-cap says.", valueName: "key"))
    var limitKey: String?
    @Option(help: ArgumentHelp("How much of a rate it uses up.", valueName: "n"))
    var cost: Int?
    @Option(
        help: ArgumentHelp(
            "Allow one job of this name and key; `payload` takes the payload for it.", valueName: "key|payload"))
    var unique: String?
    @Option(help: ArgumentHelp("How long it stands for its key: waiting, started, finished.", valueName: "state"))
    var uniqueUntil: String?
    @Option(
        help: ArgumentHelp("What it does where its key is taken: reject, replace, keep-latest.", valueName: "action"))
    var onConflict: String?
    @Option(help: ArgumentHelp("Take one job in under this key for --throttle-for.", valueName: "key"))
    var throttle: String?
    @Option(help: ArgumentHelp("How long no other is taken in.", valueName: "span"))
    var throttleFor: String?
    @Option(help: ArgumentHelp("How often it is run at most, the first time included.", valueName: "n"))
    var attempts: Int?
    @Option(help: ArgumentHelp("How long one run may take.", valueName: "span"))
    var timeout: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        if owner.names.isEmpty { throw ValidationError("name the tenant that owns the job: --tenant ID") }
        if !(1...10_000_000).contains(count) { throw ValidationError("--count goes from 1 to 10000000") }
        if delay != nil, runAt != nil { throw ValidationError("give --in or --at, not both") }
        if idempotencyKey != nil, count > 1 {
            throw ValidationError("one --idempotency-key stands for one job: it does not go with --count")
        }
        if unique != nil, unique != "payload", count > 1 {
            throw ValidationError("one --unique KEY stands for one job: it does not go with --count")
        }
        if unique == nil, uniqueUntil != nil || onConflict != nil {
            throw ValidationError("--unique-until and --on-conflict need --unique")
        }
        if (throttle == nil) != (throttleFor == nil) {
            throw ValidationError("--throttle and --throttle-for go together")
        }
        if spread != nil, runAt != nil { throw ValidationError("--spread goes with --in, not with --at") }
        if id != nil, count > 1 { throw ValidationError("one --id names one job: it does not go with --count") }
    }

    func run() async throws {
        guard let tenant = try owner.tenantIfAny() else { return }
        let name = try JobName(name)
        let options = try options()
        let payload = try payload.map { try PayloadSource($0).read(checksJSON: checkJSON) } ?? Array("{}".utf8)
        try await global.withClient { client in
            var progress = ProgressBar("enqueue", of: count)
            var left = count
            var duplicates = 0
            while left > 0 {
                let options = options.part(count - left, of: count, next: min(left, 1000))
                let payloads = [[UInt8]](repeating: payload, count: min(left, 1000))
                let receipt: BulkReceipt
                do throws(BellhopError) {
                    receipt = try await client.enqueue(name: name, payloads: payloads, for: tenant, options: options)
                } catch {
                    progress.end()
                    throw partial(error, done: count - left)
                }
                left -= receipt.accepted.count + receipt.duplicates.count
                duplicates += receipt.duplicates.count
                progress.advance(by: receipt.accepted.count + receipt.duplicates.count)
                if count == 1 || global.json { try printed(receipt.accepted, progress) }
                if let failure = receipt.failure {
                    progress.end()
                    throw partial(failure, done: count - left)
                }
            }
            progress.end()
            if count > 1, !global.json {
                let left = duplicates == 0 ? "" : "; \(duplicates) were there already"
                try global.output.object(
                    nil,
                    "enqueued \(count - duplicates) jobs '\(name)' for tenant '\(tenant)' in queue '\(queue)'\(left)")
            }
        }
    }

    private func options() throws(BellhopError) -> EnqueueOptions {
        var options = EnqueueOptions(queue: try QueueName(queue), maximumAttempts: attempts)
        options.idempotencyKey = idempotencyKey
        if let id { options.id = try JobID(id) }
        if let delay { options.delay = try DurationText.parse(delay) }
        if let runAt { options.runAt = try InstantText.parse(runAt) }
        if let timeout { options.timeout = try DurationText.parse(timeout) }
        if let spread { options.spread = try DurationText.parse(spread) }
        if let expires { options.expires = try DurationText.parse(expires) }
        (options.priority, options.limitKey, options.cost) = (priority, limitKey, cost)
        options.unique = try uniqueness()
        if let throttle, let throttleFor {
            options.throttle = Throttle(throttle, period: try DurationText.parse(throttleFor))
        }
        return options
    }

    private func uniqueness() throws(BellhopError) -> Uniqueness? {
        guard let unique else { return nil }
        let lifetimes: [String: Uniqueness.Lifetime] = [
            "waiting": .waiting, "started": .started, "finished": .finished,
        ]
        let conflicts: [String: Uniqueness.Conflict] = [
            "reject": .reject, "replace": .replace, "keep-latest": .keepLatest,
        ]
        guard let lifetime = lifetimes[uniqueUntil ?? "finished"] else {
            throw BellhopError(
                .invalidValue, "--unique-until '\(uniqueUntil ?? "")' is none of waiting, started and finished")
        }
        guard let conflict = conflicts[onConflict ?? "reject"] else {
            throw BellhopError(
                .invalidValue, "--on-conflict '\(onConflict ?? "")' is none of reject, replace and keep-latest")
        }
        return unique == "payload"
            ? .payload(until: lifetime, onConflict: conflict) : .key(unique, until: lifetime, onConflict: conflict)
    }

    private func printed(_ refs: [JobRef], _ progress: ProgressBar) throws {
        let objects: [JSON] = refs.map { ref in
            [
                "id": .string("\(ref.id)"), "ref": .string("\(ref)"), "tenant": .string("\(ref.tenant)"),
                "queue": .string("\(ref.queue)"), "name": .string(name),
            ]
        }
        if global.json { return try global.output.list(objects, Table("")) }
        for (ref, object) in zip(refs, objects) { try global.output.object(object, "\(ref)") }
    }

    /// Says how many jobs were taken in before the failure: those are there and will run.
    private func partial(_ error: BellhopError, done: Int) -> BellhopError {
        if done == 0 { return error }
        return BellhopError(
            error.code, "after \(done) of \(count) jobs, which are enqueued: \(error.message)", cause: error,
            retryAfter: error.retryAfter)
    }
}

extension EnqueueOptions {
    /// Gives the options for `next` jobs of `count`, of which `done` went before: their part of a spread.
    fileprivate func part(_ done: Int, of count: Int, next: Int) -> EnqueueOptions {
        guard let spread else { return self }
        var part = self
        part.delay = (delay ?? .zero) + spread * done / count
        part.spread = spread * next / count
        return part
    }
}
