import ArgumentParser

/// Holds the commands on the configuration.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check the configuration.",
        discussion: """
            EXAMPLE
              bellhop config check --config /etc/bellhop/bellhop.yaml --handlers handlers.yaml
            """,
        subcommands: [ConfigCheck.self])
}
