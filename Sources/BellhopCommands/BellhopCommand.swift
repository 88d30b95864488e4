public import ArgumentParser

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Is the root of the `bellhop` command: what an operator and a script do with tenants, jobs and workers.
///
/// Its exit codes are the table of ``ExitStatus``; its options, and what it prints with `--json`, are a contract.
///
///     @main struct Main {
///         static func main() async { await BellhopCommand.execute(Array(CommandLine.arguments.dropFirst())) }
///     }
public struct BellhopCommand: AsyncParsableCommand {
    /// Names the command and what is below it.
    public static let configuration = CommandConfiguration(
        commandName: "bellhop",
        abstract: "Run background jobs for many tenants, fairly and apart from each other.",
        discussion: """
            Redis is found by --redis or BELLHOP_REDIS_URL (redis://, rediss:// or unix://). A password never stands on \
            the command line: give BELLHOP_REDIS_PASSWORD, or a file by --redis-password-file.

            EXAMPLES
              bellhop tenant add acme
              bellhop enqueue word-count --tenant acme --payload @report.txt
              bellhop work --handlers handlers.yaml
              bellhop job list --tenant acme --state dead --json

            EXIT STATUS
              0   done                          69  Redis is out of reach
              1   the job or the check failed   70  a bug in bellhop, or foreign data in Redis
              64  wrong usage                   75  try again later
              65  bad data                      77  not allowed
              66  not found
            """,
        version: "0.1.0",
        subcommands: [
            TenantCommand.self, EnqueueCommand.self, JobCommand.self, QueueCommand.self, CronCommand.self,
            DeadCommand.self,
            QuarantineCommand.self, WorkerCommand.self, DoctorCommand.self, StatsCommand.self, WorkCommand.self,
            ConfigCommand.self,
            BenchCommand.self,
        ])

    /// Starts every message about a usage error.
    public static var _errorPrefix: String { "bellhop: " }

    /// Makes the command, as the parser does.
    public init() {}

    /// Parses the arguments, runs the command that they name, and ends the process with its exit status.
    ///
    /// - Parameter arguments: are the process's arguments without its own name.
    public static func execute(_ arguments: [String]) async -> Never {
        // A handler that does not read its input, or a reader of our output that has gone, must not kill the process.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try await asyncParseAsRoot(LeadingOptions.behindSubcommand(arguments))
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            Self.exit()
        } catch {
            Failure.end(error, isJSON: arguments.contains("--json"))
        }
    }
}
