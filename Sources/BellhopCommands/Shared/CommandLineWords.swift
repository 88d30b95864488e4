/// Tells how this process was called, so that it can call itself.
enum CommandLineWords {
    /// Is `bench` where the bench is part of `bellhop`, and nothing where it is a program of its own.
    static var beforeSubcommand: [String] { CommandLine.arguments.dropFirst().prefix { $0 == "bench" } }
}
