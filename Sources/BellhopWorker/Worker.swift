public import Bellhop
import BellhopCore
import BellhopRedis
import BellhopStore
public import CoreMetrics
import FoundationEssentials
public import Logging
public import ServiceLifecycle

/// Claims jobs fairly across tenants, runs each in its tenant's scope, and records what came of it.
///
/// 1. joins the register and keeps its lease by beats;
/// 2. claims as many jobs as it has free slots, and runs them side by side;
/// 3. settles ended runs and claims anew in the same call;
/// 4. returns the jobs of workers that died;
/// 5. enqueues what schedules want enqueued, see ``CronKeeper``;
/// 6. on a graceful shutdown claims no more, lets its jobs finish up to the deadline, cancels and releases the rest with
///    no attempt used, and leaves the register.
///
/// When its lease ends (it was cut off, or stopped for too long) it cancels its runs, writes nothing more for them, and
/// joins again as another worker.
///
///     var registry = JobRegistry()
///     try registry.register(SendInvoice.self)
///     let worker = try Worker(BellhopClient(), registry: registry)
///     try await ServiceGroup(services: [worker], gracefulShutdownSignals: [.sigterm], logger: logger).run()
public struct Worker: Service {
    private let client: BellhopClient
    private let handlers: HandlerTable
    private let control = WorkerControl()
    private let hooks: [any ActivationHook]
    private let options: WorkerOptions
    private let metrics: WorkerMetrics
    private let logger: Logger

    /// Makes a worker; it starts with ``run()``.
    ///
    /// - Parameters:
    ///   - client: reaches the store.
    ///   - registry: knows the handlers.
    ///   - hooks: prepare what a tenant's jobs need, in this order.
    ///   - options: say how it works.
    ///   - metrics: makes the worker's metrics, see the catalogue's page on the worker; the application's own unless given.
    ///   - logger: takes the worker's log.
    /// - Throws: ``BellhopCore/BellhopError/Code/configuration`` when an option is out of bounds.
    public init(
        _ client: BellhopClient, registry: JobRegistry, hooks: [any ActivationHook] = [],
        options: WorkerOptions = WorkerOptions(), metrics: any MetricsFactory = MetricsSystem.factory,
        logger: Logger = Logger(label: "bellhop.worker")
    ) throws(BellhopError) {
        try options.validate()
        self.client = client
        self.handlers = HandlerTable(registry)
        self.hooks = hooks
        self.options = options
        self.metrics = WorkerMetrics(factory: metrics)
        self.logger = logger
    }

    /// Works until a graceful shutdown, or until all is done if the options say so.
    ///
    /// - Throws: ``BellhopCore/BellhopError/Code/abandoned`` when a handler ignored its cancellation for longer than
    ///   ``WorkerOptions/cancelGrace`` and was left running; the process should then end.
    ///
    /// Cancelling the task is a shutdown without patience: running jobs are cancelled at once and released.
    public func run() async throws {
        let state = WorkerState(concurrency: options.concurrency)
        let notifier = SystemdNotifier(
            environment: ProcessInfo.processInfo.environment, process: ProcessInfo.processInfo.processIdentifier,
            stopping: options.drainDeadline + options.cancelGrace + .seconds(5), logger: logger)
        control.attach(state, notifier)
        let watch = DeadlineWatch(metrics: metrics, logger: logger)
        var connection = try client.configurationForBeats()
        connection.commandTimeout = max(options.beat, .milliseconds(100))
        let beats = RedisClient(configuration: connection, logger: logger)
        // A task of its own, awaited at once: what a cancelled worker still holds must be released over live connections.
        let life = Task {
            await withTaskGroup { background in
                background.addTask { await watch.run(state) }
                let housekeeper = Housekeeper(store: client.store, options: options, logger: logger)
                background.addTask { await housekeeper.run() }
                let memory = MemoryGuard(store: client.store, options: options, logger: logger)
                background.addTask { await memory.run() }
                let crons = CronKeeper(
                    store: client.store, options: options, mostWaiting: client.mostWaitingJobs, state: state,
                    logger: logger)
                background.addTask { await crons.run() }
                if let notifier { background.addTask { await notifier.run(state) } }
                await live(state, watch, beats)
                background.cancelAll()
            }
        }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await state.over.wait()
                // A handler that is stuck would never let it end.
                if state.stuck.isEmpty { await life.value }
            } onGracefulShutdown: {
                state.advance(to: .draining)
                notifier?.stops()
            }
        } onCancel: {
            state.stop()
        }
        await beats.close()
        let (totals, stuck) = (state.totals, state.stuck)
        logger.info(
            "the worker has stopped",
            metadata: [
                "finished": "\(totals.finished)", "released": "\(totals.released)", "abandoned": "\(stuck.count)",
            ])
        guard let first = stuck.first else { return }
        throw BellhopError(
            .abandoned,
            "\(stuck.count) handlers ignored their cancellation and were left running, job \(first.key.id) '\(first.name)' "
                + "of tenant '\(first.key.tenant)' among them: end this process, so that other workers get them")
    }

    /// Replaces the handlers: jobs that start from now on find the new ones, and running ones go on as they are.
    ///
    ///     worker.replaceHandlers(try registry(readAgain()))
    public func replaceHandlers(_ registry: JobRegistry) {
        handlers.replace(registry)
        control.notifier?.reloaded()
    }

    /// Hurries a shutdown: running jobs are cancelled at once and released with no attempt used.
    public func hurry() {
        guard let jobs = control.state?.stop(), jobs > 0 else { return }
        logger.notice("told to hurry: running jobs are cancelled", metadata: ["jobs": "\(jobs)"])
    }

    /// Lives one life after the other until the worker has drained.
    private func live(_ state: WorkerState, _ watch: DeadlineWatch, _ beats: RedisClient) async {
        let runner = JobRunner(
            client: client, handlers: handlers, hooks: ActivationStack(hooks, deadline: options.hookDeadline),
            options: options, logger: logger)
        await withDiscardingTaskGroup { jobs in
            defer { state.close() }
            while true {
                let store = JobStore(
                    redis: beats, namespace: client.store.keys.namespace, shard: client.store.keys.shard)
                let worker = WorkerID(
                    host: ProcessInfo.processInfo.hostName, process: ProcessInfo.processInfo.processIdentifier,
                    random: UInt64.random(in: .min ... .max))
                let info = { @Sendable in WorkerInfo(options: options, registry: handlers.current).json }
                guard let lease = await join(store, worker, info(), state) else { return }
                state.noteBeat()
                control.notifier?.ready()
                let keeper = LeaseKeeper(
                    store: store, worker: worker, info: info, options: options, state: state, lease: lease,
                    signal: Signal(), metrics: metrics, logger: logger)
                let end = await withTaskGroup { group in
                    group.addTask { await keeper.run() }
                    group.addTask { await listen(worker, state, keeper.signal) }
                    var loop = ClaimLoop(
                        store: client.store, worker: worker, options: options, state: state, lease: lease,
                        metrics: metrics, logger: logger)
                    let end = await loop.run { job in
                        let running = RunningJob(job, of: worker, grace: options.cancelGrace, watch: watch)
                        state.start(running, under: lease)
                        jobs.addTask {
                            let settled = await runner.run(job, running)
                            metrics.note(settled)
                            state.end(running, settled)
                        }
                    }
                    if end == .lost { keeper.lose("the store refused a claim call") }
                    group.cancelAll()
                    return end
                }
                if end == .drained {
                    _ = try? await store.leave(worker, queues: options.queues)
                    return
                }
                if state.phase > .working { return }
            }
        }
    }

    /// Joins the register, trying until Redis is there; `nil` when the worker is told to stop first.
    private func join(_ store: JobStore, _ worker: WorkerID, _ info: String, _ state: WorkerState) async -> Lease? {
        var isReported = false
        while state.phase == .working {
            let sent = ContinuousClock.now
            do {
                _ = try await store.join(worker, lease: options.lease, info: info)
                return Lease(end: sent + options.lease)
            } catch {
                if !isReported { logger.error("the worker cannot join yet", metadata: ["error": "\(error)"]) }
                isReported = true
                await state.signal.wait(until: .now + .milliseconds(250))
            }
        }
        return nil
    }

    /// Passes wake-ups on; a lost connection counts as one, because others may have been lost with it.
    private func listen(_ worker: WorkerID, _ state: WorkerState, _ beat: Signal) async {
        let channel = client.store.wakeChannel(of: worker)
        do {
            for try await event in client.subscriber.subscribe(to: [channel]) {
                if case .message(_, let payload) = event, payload.first == UInt8(ascii: "!") {
                    beat.fire()
                } else {
                    state.wake()
                }
            }
        } catch { logger.debug("wake-ups ended", metadata: ["error": "\(error)"]) }
    }
}
