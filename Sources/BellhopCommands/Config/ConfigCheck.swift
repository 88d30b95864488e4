import ArgumentParser
import BellhopCore
import FoundationEssentials

/// Reads all that a worker would read, and says what holds and where it comes from.
struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the configuration as a worker would, and show where each value comes from.",
        discussion: """
            A flag wins over the environment, and the environment over the configuration file. It reads the password file \
            and the handlers file too, shows no secret and does not talk to Redis. It exits 65 with a line \
            FILE:LINE: key 'KEY': … for each error.

            EXAMPLES
              bellhop config check
              bellhop config check --config /etc/bellhop/bellhop.yaml --handlers /etc/bellhop/mail.yaml --json
            """)

    @Option(help: ArgumentHelp("The handlers file to check with it.", valueName: "file"))
    var handlers: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let flags = handlers.map { [Setting.handlers: $0] } ?? [:]
        let settings = try global.settings(flags, in: ProcessInfo.processInfo.environment)
        var table = Table("KEY", "VALUE", "FROM")
        var objects: [JSON] = []
        for setting in Setting.allCases {
            let text = setting == .redisURL ? Self.withoutPassword(try settings.url()) : try settings.text(setting)
            let source = settings.source(of: setting).description
            table.add(setting.rawValue, text ?? "", text == nil ? "" : source)
            objects.append([
                "key": .string(setting.rawValue), "value": JSON(text), "source": text == nil ? .null : .string(source),
            ])
        }
        _ = try settings.workerOptions()
        let password = try settings.password() == nil ? "none" : "given, and not shown"
        table.add("password", password, "")
        if let path = try settings.text(.handlers) {
            let file = try HandlersFile.read(path)
            table.add("handlers", file.handlers.map(\.name.rawValue).joined(separator: ","), path)
        }
        try global.output.list(objects, table)
    }

    /// Hides what stands between the user and the host.
    private static func withoutPassword(_ url: String) -> String {
        guard Settings.holdsPassword(url), let scheme = url.firstRange(of: "://"), let at = url.lastIndex(of: "@"),
            let colon = url[scheme.upperBound..<at].firstIndex(of: ":")
        else { return url }
        return url[..<colon] + ":***" + url[at...]
    }
}
