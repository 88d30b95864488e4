import BellhopCommands
import Testing

struct LeadingOptionsTests {
    @Test(
        "global options may stand before the subcommand",
        arguments: [
            (["--json", "tenant", "list"], ["tenant", "list", "--json"]),
            (["--redis", "unix:///x", "--json", "stats"], ["stats", "--redis", "unix:///x", "--json"]),
            (["--namespace=a", "tenant", "show", "x"], ["tenant", "show", "x", "--namespace=a"]),
            (["--json", "run", "--", "--json"], ["run", "--json", "--", "--json"]),
            (["tenant", "list", "--json"], ["tenant", "list", "--json"]),
            (["--version"], ["--version"]), (["--json"], ["--json"]), ([], []),
        ] as [([String], [String])])
    func leading(given: [String], parsed: [String]) {
        #expect(LeadingOptions.behindSubcommand(given) == parsed)
    }
}
