import ArgumentParser
import Bellhop
import BellhopCore
import BellhopWorker
import FoundationEssentials
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a worker whose handlers are programs.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Run jobs with programs as their handlers, until it is told to stop.",
        discussion: """
            The handlers file maps names of jobs to programs:

              env: { REGION: eu }                     # for all of them
              handlers:
                word-count:
                  command: [wc, -w]                   # started directly, never through a shell
                  timeout: 30s                        # 30m unless set
                  retry: { attempts: 5, base: 15s, cap: 6h }
                  discard: [3]                        # exit statuses that end a job with no retry and no dead letter
                  env: { LC_ALL: C }

            A program gets the payload on standard input, and BELLHOP_TENANT, BELLHOP_JOB_ID, BELLHOP_JOB_REF, \
            BELLHOP_JOB_NAME, BELLHOP_QUEUE, BELLHOP_ATTEMPT and BELLHOP_FENCE in its environment, with PATH, LANG, TZ, \
            HOME and the file's env and nothing else. It runs in a fresh folder that is removed afterwards. What it \
            prints is the result: JSON if it parses, else a string, at most 1 MiB. Exit status 0 succeeds, 65 makes the \
            job dead at once, 75 and any other retry it by policy.

            On SIGTERM or SIGINT it claims no more, lets running jobs finish for --drain-deadline, and hands the others \
            back with no attempt used; a second one hurries it. It exits 0 whatever its jobs did. On SIGHUP it reads the \
            handlers file again; one with errors changes nothing. Under systemd (Type=notify) it tells how it is and \
            feeds the watchdog.

            EXAMPLES
              bellhop work --handlers handlers.yaml
              bellhop work --handlers handlers.yaml --queue mail --queue default --concurrency 8
              bellhop work --handlers handlers.yaml --queue mail=3 --queue default=1
              bellhop work --handlers handlers.yaml --drain
            """)

    @Option(help: ArgumentHelp("The handlers file, in YAML; needed here or as work.handlers.", valueName: "file"))
    var handlers: String?
    @Option(
        name: .customLong("queue"),
        help: ArgumentHelp(
            "Serve this queue; may be repeated, in order of preference, or by weight. All unless given.",
            valueName: "queue[=weight]"))
    var queues: [String] = []
    @Option(help: ArgumentHelp("How many jobs run at the same time (32).", valueName: "n"))
    var concurrency: String?
    @Flag(help: "End when all that may run has been done.")
    var drain = false
    @OptionGroup(title: "Spans of time") var spans: WorkSpans
    @Option(
        help: ArgumentHelp(
            "How much to log (info): trace, debug, info, notice, warning, error or critical.", valueName: "level"))
    var logLevel: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let settings = try global.settings(flags, in: ProcessInfo.processInfo.environment)
        var options = try settings.workerOptions()
        options.drainsAndEnds = drain
        guard let handlers = try settings.text(.handlers) else {
            throw ValidationError(
                "name the handlers file: --handlers, \(Setting.handlers.variable), or work.handlers in the configuration file"
            )
        }
        let killGrace = try settings.span(.killGrace)
        let tally = RunTally()
        let registry = try registry(try HandlersFile.read(handlers), tally, options, killGrace)
        var logger = Logger(label: "bellhop") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: try settings.text(.logLevel) ?? "") ?? .info
        try await global.withClient(logger: logger) { [options, logger] client in
            // Read first: a worker would wait for a Redis that is not there, and nobody would be told.
            _ = try await client.tenants.list(count: 1)
            let worker = try Worker(client, registry: registry, options: options, logger: logger)
            let signals = WorkSignals(worker: worker, logger: logger) {
                try self.registry(try HandlersFile.read(handlers), tally, options, killGrace)
            }
            try await signals.serving {
                try await ServiceGroup(
                    configuration: ServiceGroupConfiguration(
                        services: [.init(service: worker, successTerminationBehavior: .gracefullyShutdownGroup)],
                        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
                ).run()
            }
            if drain { try await DrainSummary(client, tally, options.queues).printed(global.output) }
        }
    }

    private var flags: [Setting: String] {
        let own: [Setting: String?] = [
            .handlers: handlers, .queues: queues.isEmpty ? nil : queues.joined(separator: ","),
            .concurrency: concurrency, .logLevel: logLevel,
        ]
        return own.compactMapValues(\.self).merging(spans.flags) { own, _ in own }
    }

    private func registry(
        _ file: HandlersFile, _ tally: RunTally, _ options: WorkerOptions, _ killGrace: Duration
    ) throws(BellhopError) -> JobRegistry {
        let environment = ProcessInfo.processInfo.environment
        let surroundings = ExternalCommand.Surroundings(
            environment: environment.filter { ExternalCommand.Surroundings.inherited.contains($0.key) },
            scratchParent: environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp",
            killGrace: killGrace,
            guardian: Programs.guardian(path: environment["PATH"]), largestResult: options.largestResult)
        var registry = JobRegistry()
        for handler in file.handlers {
            let command = ExternalCommand(handler: handler, surroundings: surroundings)
            try registry.register(
                handler.name, retry: handler.retry, timeout: handler.timeout, mayDiscard: !handler.discards.isEmpty
            ) { context, payload in
                try await tally.counting { try await command.run(context, payload) }
            }
        }
        return registry
    }
}
