import BellhopCore
import Configuration

/// Gives every setting its value: of a flag, else of the environment, else of the configuration file, else the standard.
struct Settings: Sendable {
    /// Says where a value came from.
    enum Source: Equatable, CustomStringConvertible, Sendable {
        case flag(String)
        case environment(String)
        case file(String, line: Int)
        case standard

        var description: String {
            switch self {
            case .flag(let name): name
            case .environment(let name): name
            case .file(let path, let line): "\(path):\(line)"
            case .standard: "standard"
            }
        }
    }

    private let flags: [Setting: String]
    private let environment: [String: String]
    private let file: ConfigFile?
    private let reader: ConfigReader

    /// Joins what was given; empty variables count as not given.
    init(flags: [Setting: String], environment: [String: String], file: ConfigFile?) {
        self.flags = flags
        self.environment = environment.filter { !$0.value.isEmpty }
        self.file = file
        func values(_ texts: [Setting: String]) -> [AbsoluteConfigKey: ConfigValue] {
            var values: [AbsoluteConfigKey: ConfigValue] = [:]
            for (setting, text) in texts {
                values[AbsoluteConfigKey(["bellhop"] + setting.parts)] = ConfigValue(.string(text), isSecret: false)
            }
            return values
        }
        var standards: [Setting: String] = [:]
        for setting in Setting.allCases { standards[setting] = setting.standard }
        reader = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: values(flags)),
            EnvironmentVariablesProvider(environmentVariables: self.environment),
            InMemoryProvider(name: "file", values: values(file?.entries.mapValues(\.text) ?? [:])),
            InMemoryProvider(name: "standards", values: values(standards)),
        ])
    }

    /// Gives a value as it was written, checked.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with the flag or the variable; what the file says was checked before.
    func text(_ setting: Setting) throws(BellhopError) -> String? {
        guard let text = reader.string(forKey: ConfigKey(["bellhop"] + setting.parts)) else { return nil }
        do { try setting.check(text) } catch {
            throw BellhopError(.invalidValue, "\(source(of: setting)): \(error.message)")
        }
        return text
    }

    /// Gives Redis's address; in the environment, and nowhere else, it may hold a password.
    func url() throws(BellhopError) -> String {
        if flags[.redisURL] == nil, let url = environment[Setting.redisURL.variable] { return url }
        return try text(.redisURL) ?? ""
    }

    /// Gives a span of time.
    func span(_ setting: Setting) throws(BellhopError) -> Duration { try DurationText.parse(try text(setting) ?? "") }

    /// Says where a value comes from.
    func source(of setting: Setting) -> Source {
        if flags[setting] != nil { return .flag(setting.flag) }
        if environment[setting.variable] != nil { return .environment(setting.variable) }
        if let file, let entry = file.entries[setting] { return .file(file.path, line: entry.line) }
        return .standard
    }

    /// Gives the password: of `--redis-password-file`, else of the environment, else of the file that the environment or
    /// the configuration file names, else of systemd's credential `redis-password`.
    ///
    /// - Throws: ``BellhopError/Code/notFound``, ``BellhopError/Code/notAllowed`` when others could read or change the
    ///   file, ``BellhopError/Code/undecodable``.
    func password() throws(BellhopError) -> String? {
        if flags[.redisPasswordFile] == nil, let password = environment["BELLHOP_REDIS_PASSWORD"] { return password }
        let credentials = environment["CREDENTIALS_DIRECTORY"]
        var path = try text(.redisPasswordFile)
        if path == nil, let credentials, SecretFile.isThere("\(credentials)/redis-password") {
            path = "\(credentials)/redis-password"
        }
        guard let path else { return nil }
        return try SecretFile(path: path, what: "the password file", credentials: credentials).line()
    }

    /// Says that a URL holds a password.
    static func holdsPassword(_ url: String) -> Bool {
        guard let scheme = url.firstRange(of: "://"), let at = url.lastIndex(of: "@"), scheme.upperBound <= at else {
            return false
        }
        return url[scheme.upperBound..<at].contains(":")
    }
}
