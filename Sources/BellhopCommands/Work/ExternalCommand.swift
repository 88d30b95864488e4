import Bellhop
import BellhopCore
import Subprocess

#if canImport(SystemPackage)
    import SystemPackage
#else
    import System
#endif

/// Runs a program as the handler of a job.
///
/// 1. gives it a fresh scratch folder, which is removed at the end;
/// 2. starts it directly, never through a shell, in a session of its own, with the job in its environment and nothing of
///    the daemon's but `PATH LANG TZ HOME`;
/// 3. writes the payload to its standard input, and reads what it prints within bounds;
/// 4. when the run is cancelled (its time is up, the job is cancelled, the worker stops) ends its whole process group:
///    asks first, and kills after a while;
/// 5. ends whatever it left running behind, once it has ended itself;
/// 6. says what its exit status means, see ``CommandOutcome``.
struct ExternalCommand: Sendable {
    /// Says what all programs of a worker have in common.
    struct Surroundings: Sendable {
        /// Is what a program gets of the daemon's environment.
        var environment: [String: String]
        /// Is where scratch folders are made.
        var scratchParent: String
        /// Is how long a program may take to end itself, before it is killed.
        var killGrace: Duration
        /// Is started with the program, so that the kernel kills it when the worker is gone; empty where there is none.
        var guardian: [String]
        /// Bounds a result.
        var largestResult = 1 << 20

        /// Names what a program inherits.
        static let inherited = ["PATH", "LANG", "TZ", "HOME"]
    }

    /// How much of the log is kept.
    private static let keptLog = 64 << 10
    /// Longer than any run: the wait for the end of a program that nobody cancels.
    private static let forever: Duration = .seconds(1000 * 86_400)

    let handler: HandlersFile.Handler
    let surroundings: Surroundings

    /// Runs the program for one job.
    ///
    /// - Returns: The result as JSON, or `nil` when the program printed nothing.
    /// - Throws: ``CommandFailure``; `CancellationError` when the run was cancelled. The program has ended in any case.
    func run(_ context: JobContext, _ payload: ArraySlice<UInt8>) async throws -> [UInt8]? {
        try await ScratchFolder.with(for: context.tenant, in: surroundings.scratchParent) { folder in
            let environment = Environment.custom(environment(of: context))
            let command = surroundings.guardian + [try await locate(in: environment)] + handler.command.dropFirst()
            let outcome = try await launch(command, environment, folder, Array(payload))
            try Task.checkCancellation()
            return try outcome.result()
        }
    }

    private func launch(
        _ command: [String], _ environment: Environment, _ folder: String, _ payload: [UInt8]
    ) async throws -> CommandOutcome {
        var options = PlatformOptions()
        options.createSession = true
        let ending = [
            TeardownStep.send(
                signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: surroundings.killGrace)
        ]
        options.teardownSequence = ending
        let waiting = [TeardownStep.send(signal: Signal(rawValue: 0), allowedDurationToNextStep: Self.forever)]
        let limit = surroundings.largestResult
        let ended: ExecutionResult<([UInt8]?, [UInt8]), SequenceOutput, SequenceOutput>
        do {
            ended = try await Subprocess.run(
                .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
                environment: environment, workingDirectory: FilePath(folder), platformOptions: options,
                input: .inputWriter, output: .sequence, error: .sequence
            ) { execution in
                async let fed: Void = CommandStreams.feed(payload, to: execution.standardInputWriter)
                async let log = CommandStreams.tail(execution.standardError, limit: Self.keptLog)
                let output = await CommandStreams.collect(execution.standardOutput, limit: limit)
                await execution.teardown(using: output == nil ? ending : waiting)
                await fed
                let kept = await log
                // The program has ended and is not reaped yet, so its number is still that of its group.
                try? execution.send(signal: .kill, toProcessGroup: true)
                return (output, kept)
            }
        } catch let error as SubprocessError {
            throw CommandFailure(.byPolicy, "'\(handler.command[0])' cannot be run: \(error)")
        }
        let end: CommandOutcome.End =
            switch ended.terminationStatus {
            case .exited(let status): .exited(status)
            case .signaled(let signal): .signalled(signal)
            }
        return CommandOutcome(
            program: handler.command[0], end: end, output: ended.closureResult.0, log: ended.closureResult.1,
            largestResult: limit, discards: handler.discards)
    }

    /// Finds the program before it is started, so that what is missing has a clear name.
    private func locate(in environment: Environment) async throws -> String {
        let program = handler.command[0]
        guard !program.contains("/") else {
            guard Programs.isExecutable(program) else {
                throw CommandFailure(.byPolicy, "the program '\(program)' is not there or is not executable")
            }
            return program
        }
        do { return try await Executable.name(program).resolveExecutablePath(in: environment).string } catch {
            throw CommandFailure(
                .byPolicy, "the program '\(program)' is not on the PATH: install it, or give its whole path")
        }
    }

    private func environment(of context: JobContext) -> [Environment.Key: String] {
        var variables = surroundings.environment
        variables.merge(handler.environment) { _, own in own }
        variables["BELLHOP_TENANT"] = context.tenant.rawValue
        variables["BELLHOP_JOB_ID"] = "\(context.ref.id)"
        variables["BELLHOP_JOB_REF"] = "\(context.ref)"
        variables["BELLHOP_JOB_NAME"] = context.name.rawValue
        variables["BELLHOP_QUEUE"] = context.ref.queue.rawValue
        variables["BELLHOP_ATTEMPT"] = "\(context.attempt)"
        variables["BELLHOP_FENCE"] = "\(context.fence)"
        var environment: [Environment.Key: String] = [:]
        for (name, value) in variables { environment[Environment.Key(stringLiteral: name)] = value }
        return environment
    }
}
