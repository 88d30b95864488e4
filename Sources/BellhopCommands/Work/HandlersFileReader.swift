import BellhopCore
import Yams

/// Reads the YAML of a handlers file, strictly, and collects every error with its line and key.
struct HandlersFileReader {
    private var yaml: StrictYAML

    /// Makes a reader; `path` stands in the errors, and relative programs are looked for in its folder.
    init(path: String) { yaml = StrictYAML(path: path, top: "handlers") }

    /// Reads the text.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` with all that is wrong.
    mutating func read(_ text: String) throws(BellhopError) -> HandlersFile {
        let root = try yaml.root(of: text)
        let top = yaml.members(root, "", known: ["handlers", "env"])
        let shared = top["env"].map { environment($0, "env") } ?? [:]
        var handlers: [HandlersFile.Handler] = []
        if let node = top["handlers"] {
            if let mapping = yaml.mapping(node, "handlers"), mapping.isEmpty {
                yaml.note(node, "handlers", "has no handler")
            }
            for (key, value) in yaml.mapping(node, "handlers", notes: false) ?? [] {
                if let handler = handler(key, value, shared) { handlers.append(handler) }
            }
        } else if root.mapping != nil {
            yaml.note(root, "handlers", "is missing")
        }
        try yaml.finish()
        return HandlersFile(handlers: handlers)
    }

    private mutating func handler(
        _ key: Node, _ node: Node, _ shared: [String: String]
    ) -> HandlersFile.Handler? {
        let text = key.scalar?.string ?? ""
        let path = "handlers.\(text)"
        guard let name = try? JobName(text) else {
            yaml.note(key, path, "is no job name: it must fit [A-Za-z0-9][A-Za-z0-9._-]{0,63}")
            return nil
        }
        let members = yaml.members(node, path, known: ["command", "timeout", "retry", "discard", "env"])
        guard node.mapping != nil else { return nil }
        let command = members["command"].map { words($0, "\(path).command") } ?? []
        if members["command"] == nil {
            yaml.note(key, "\(path).command", "is missing: give the program and its arguments")
        }
        let timeout = members["timeout"].map { yaml.span($0, "\(path).timeout") } ?? .seconds(1800)
        let retry = members["retry"].map { policy($0, "\(path).retry") } ?? RetryPolicy.default
        let own = members["env"].map { environment($0, "\(path).env") } ?? [:]
        return HandlersFile.Handler(
            name: name, command: command, timeout: timeout, retry: retry,
            discards: members["discard"].map { statuses($0, "\(path).discard") } ?? [],
            environment: shared.merging(own) { _, own in own })
    }

    private mutating func words(_ node: Node, _ path: String) -> [String] {
        guard let sequence = node.sequence else {
            yaml.note(node, path, "must be a list such as [wc, -w]: no shell reads it")
            return []
        }
        var words: [String] = []
        for word in sequence { words.append(yaml.string(word, path) ?? "-") }
        if words.isEmpty || words[0].isEmpty { yaml.note(node, path, "is empty: give the program and its arguments") }
        guard let program = words.first, program.contains("/"), !program.hasPrefix("/") else { return words }
        let folder = yaml.path.lastIndex(of: "/").map { yaml.path[...$0] } ?? "./"
        words[0] = folder + program
        return words
    }

    private mutating func policy(_ node: Node, _ path: String) -> RetryPolicy {
        var policy = RetryPolicy.default
        let members = yaml.members(node, path, known: ["attempts", "base", "cap"])
        if let attempts = members["attempts"] {
            if let number = attempts.scalar.flatMap({ Int($0.string) }), (1...65_535).contains(number) {
                policy.attempts = number
            } else {
                yaml.note(attempts, "\(path).attempts", "must be a whole number from 1 to 65535; 1 is no retry")
            }
        }
        if let base = members["base"] { policy.base = yaml.span(base, "\(path).base") }
        if let cap = members["cap"] { policy.cap = yaml.span(cap, "\(path).cap") }
        return policy
    }

    private mutating func statuses(_ node: Node, _ path: String) -> [Int32] {
        guard let sequence = node.sequence else {
            yaml.note(node, path, "must be a list of exit statuses such as [3, 4]")
            return []
        }
        return sequence.compactMap { item in
            let status = item.scalar.flatMap { Int32($0.string) } ?? 0
            let isFree =
                (1...255).contains(status) && status != CommandOutcome.badData && status != CommandOutcome.tryAgain
            if !isFree {
                yaml.note(
                    item, path, "holds what is no exit status from 1 to 255, or is 65 or 75, which have a meaning")
            }
            return isFree ? status : nil
        }
    }

    private mutating func environment(_ node: Node, _ path: String) -> [String: String] {
        var environment: [String: String] = [:]
        for (key, value) in yaml.mapping(node, path) ?? [] {
            let name = key.scalar?.string ?? ""
            let isName = name.utf8.allSatisfy {
                Character(UnicodeScalar($0)).isLetter || (48...57).contains($0) || $0 == 95
            }
            if name.isEmpty || !isName || name.first?.isNumber == true {
                yaml.note(key, "\(path).\(name)", "is no name of a variable: it must fit [A-Za-z_][A-Za-z0-9_]*")
            } else if name.hasPrefix("BELLHOP_") {
                yaml.note(
                    key, "\(path).\(name)",
                    "is Bellhop's own: names that start with BELLHOP_ tell the program of its job")
            } else if let text = yaml.string(value, "\(path).\(name)") {
                environment[name] = text
            }
        }
        return environment
    }
}
