import Subprocess

#if canImport(SystemPackage)
    import SystemPackage
#else
    import System
#endif

extension Tool {
    /// Runs `bellhop work` with the test's `handlers.yaml` beside `body`, which gets a way to signal it; gives its exit status
    /// and what it logged.
    func work(
        _ arguments: [String] = [], _ body: (_ signal: (Signal) throws -> Void) async throws -> Void
    ) async throws -> (status: TerminationStatus, log: String) {
        let words = words(["work", "--handlers", "\(folder)/handlers.yaml"] + arguments)
        let ended = try await Subprocess.run(
            .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())),
            environment: custom, input: .none, output: .discarded, error: .string(limit: 1 << 20)
        ) { execution in
            try await body { try execution.send(signal: $0) }
        }
        return (ended.terminationStatus, ended.standardError)
    }
}
