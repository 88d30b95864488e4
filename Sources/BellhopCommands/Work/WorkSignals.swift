import Bellhop
import BellhopWorker
import Logging
import UnixSignals

/// Answers the signals that are more than a shutdown: SIGHUP reads the handlers again, a second SIGTERM or SIGINT hurries.
struct WorkSignals: Sendable {
    private let worker: Worker
    private let logger: Logger
    private let reload: @Sendable () throws -> JobRegistry

    /// Answers for a worker; `reload` reads the handlers again.
    init(worker: Worker, logger: Logger, reload: @escaping @Sendable () throws -> JobRegistry) {
        self.worker = worker
        self.logger = logger
        self.reload = reload
    }

    /// Listens while `body` runs.
    func serving(_ body: @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
        try await withThrowingTaskGroup { group in
            group.addTask {
                var ends = 0
                for await signal in signals {
                    if signal == .sighup {
                        readAgain()
                    } else {
                        ends += 1
                        if ends > 1 { worker.hurry() }
                    }
                }
            }
            defer { group.cancelAll() }
            try await body()
        }
    }

    private func readAgain() {
        do {
            let registry = try reload()
            worker.replaceHandlers(registry)
            logger.notice("the handlers were read again", metadata: ["handlers": "\(registry.names.count)"])
        } catch {
            logger.error("the handlers stay as they were: the file cannot be used", metadata: ["error": "\(error)"])
        }
    }
}
