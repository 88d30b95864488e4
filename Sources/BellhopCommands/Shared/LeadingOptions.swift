/// Lets global options stand before the subcommand as well as behind it.
package enum LeadingOptions {
    private static let valued: Set<String> = [
        "--config", "--redis", "--redis-password-file", "--redis-ca", "--redis-cert", "--redis-key", "--redis-timeout",
        "--namespace",
    ]

    /// Moves global options that stand before the subcommand behind it, where the parser looks for them.
    ///
    /// What comes after `--` stays as it is.
    package static func behindSubcommand(_ arguments: [String]) -> [String] {
        var leading: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            let name = first.prefix { $0 != "=" }
            if first == "--json" || (valued.contains(String(name)) && first.contains("=")) {
                leading.append(first)
                rest = rest.dropFirst()
            } else if valued.contains(first), rest.count > 1 {
                leading += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        // Without a subcommand there is nothing to move them behind, and the parser says so.
        guard !leading.isEmpty, !rest.isEmpty else { return arguments }
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + leading + Array(rest[end...])
    }
}
