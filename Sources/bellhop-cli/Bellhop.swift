import BellhopCommands

/// Starts the operators' command.
@main struct Bellhop {
    static func main() async { await BellhopCommand.execute(Array(CommandLine.arguments.dropFirst())) }
}
