import BellhopCore
import Yams

/// Holds what a configuration file says, with the line of each setting.
///
///     redis: { url: redis://127.0.0.1:6379, password-file: redis-password }
///     work: { queues: [mail, default], concurrency: 8 }
struct ConfigFile: Sendable {
    /// Is one setting as it stands in the file.
    struct Entry: Sendable {
        let text: String
        let line: Int
    }

    private static let limit = 1 << 20

    /// Names the file.
    let path: String
    /// Holds the settings.
    let entries: [Setting: Entry]

    /// Reads a file strictly; one that holds nothing but comments is fine.
    ///
    /// - Throws: ``BellhopError/Code/notFound``, ``BellhopError/Code/notAllowed``, and ``BellhopError/Code/configuration``
    ///   with a line `FILE:LINE: key 'KEY': what is wrong` for each error.
    static func read(_ path: String) throws(BellhopError) -> ConfigFile {
        let bytes = try BoundedInput.file(path, what: "the configuration file", limit: limit)
        guard bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self) else {
            throw BellhopError(
                .configuration, "\(path):1: the file is not text in UTF-8, or larger than \(limit) bytes")
        }
        var reader = Reader(path: path)
        return ConfigFile(path: path, entries: try reader.read(text))
    }

    private struct Reader {
        private var yaml: StrictYAML
        private var entries: [Setting: Entry] = [:]

        init(path: String) { yaml = StrictYAML(path: path, top: "redis") }

        mutating func read(_ text: String) throws(BellhopError) -> [Setting: Entry] {
            guard let root = try yaml.rootIfAny(of: text) else { return [:] }
            let sections = Set(Setting.allCases.map { $0.parts[0] })
            let top = yaml.members(root, "", known: sections.sorted())
            for (name, node) in top.sorted(by: { $0.key < $1.key }) { read(name, node) }
            try yaml.finish()
            return entries
        }

        private mutating func read(_ section: String, _ node: Node) {
            if let setting = Setting(rawValue: section) { return note(setting, node) }
            let known = Setting.allCases.filter { $0.parts[0] == section }.map { $0.parts[1] }
            var secret = node
            if section == "redis", let mapping = node.mapping {
                for (key, value) in mapping where key.scalar?.string == "password" {
                    yaml.note(
                        key, "redis.password",
                        "may not stand here: put it into a file of its own, and name that by redis.password-file")
                    secret = Node(mapping.filter { $0.value != value || $0.key != key }, node.tag, mapping.style)
                }
            }
            for (name, value) in yaml.members(secret, section, known: known) {
                if let setting = Setting(rawValue: "\(section).\(name)") { note(setting, value) }
            }
        }

        private mutating func note(_ setting: Setting, _ node: Node) {
            guard var text = setting.isList ? list(setting, node) : yaml.string(node, setting.rawValue) else { return }
            do { try setting.check(text) } catch { return yaml.note(node, setting.rawValue, error.message) }
            if setting.namesFile, !text.hasPrefix("/") {
                text = (yaml.path.lastIndex(of: "/").map { String(yaml.path[...$0]) } ?? "./") + text
            }
            entries[setting] = Entry(text: text, line: node.mark?.line ?? 1)
        }

        private mutating func list(_ setting: Setting, _ node: Node) -> String? {
            guard let sequence = node.sequence, !sequence.isEmpty else {
                yaml.note(node, setting.rawValue, "must be a list such as [mail, default]")
                return nil
            }
            let items = sequence.compactMap { yaml.string($0, setting.rawValue) }
            return items.count == sequence.count ? items.joined(separator: ",") : nil
        }
    }
}
