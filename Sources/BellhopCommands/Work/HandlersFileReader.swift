import BellhopCore
import Yams

/// Reads the YAML of a handlers file, strictly, and collects every error with its line and key.
struct HandlersFileReader {
    private let path: String
    private var problems: [(line: Int, text: String)] = []

    /// Makes a reader; `path` stands in the errors, and relative programs are looked for in its folder.
    init(path: String) { self.path = path }

    /// Reads the text.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` with all that is wrong.
    mutating func read(_ text: String) throws(BellhopError) -> HandlersFile {
        let root: Node?
        do { root = try Parser(yaml: text).singleRoot() } catch { throw syntax(error) }
        guard let root else { throw failure([(1, "the file is empty: it needs a key 'handlers'")]) }
        let top = members(root, "", known: ["handlers", "env"])
        let shared = top["env"].map { environment($0, "env") } ?? [:]
        var handlers: [HandlersFile.Handler] = []
        if let node = top["handlers"] {
            if let mapping = mapping(node, "handlers"), mapping.isEmpty { note(node, "handlers", "has no handler") }
            for (key, value) in mapping(node, "handlers", notes: false) ?? [] {
                if let handler = handler(key, value, shared) { handlers.append(handler) }
            }
        } else if root.mapping != nil {
            note(root, "handlers", "is missing")
        }
        if !problems.isEmpty { throw failure(problems) }
        return HandlersFile(handlers: handlers)
    }

    private mutating func handler(
        _ key: Node, _ node: Node, _ shared: [String: String]
    ) -> HandlersFile.Handler? {
        let text = key.scalar?.string ?? ""
        let path = "handlers.\(text)"
        guard let name = try? JobName(text) else {
            note(key, path, "is no job name: it must fit [A-Za-z0-9][A-Za-z0-9._-]{0,63}")
            return nil
        }
        let members = members(node, path, known: ["command", "timeout", "retry", "env"])
        guard node.mapping != nil else { return nil }
        let command = members["command"].map { words($0, "\(path).command") } ?? []
        if members["command"] == nil { note(key, "\(path).command", "is missing: give the program and its arguments") }
        let timeout = members["timeout"].map { span($0, "\(path).timeout") } ?? .seconds(1800)
        let retry = members["retry"].map { policy($0, "\(path).retry") } ?? RetryPolicy.default
        let own = members["env"].map { environment($0, "\(path).env") } ?? [:]
        return HandlersFile.Handler(
            name: name, command: command, timeout: timeout, retry: retry,
            environment: shared.merging(own) { _, own in own })
    }

    private mutating func words(_ node: Node, _ path: String) -> [String] {
        guard let sequence = node.sequence else {
            note(node, path, "must be a list such as [wc, -w]: no shell reads it")
            return []
        }
        var words: [String] = []
        for word in sequence { words.append(string(word, path) ?? "-") }
        if words.isEmpty || words[0].isEmpty { note(node, path, "is empty: give the program and its arguments") }
        guard let program = words.first, program.contains("/"), !program.hasPrefix("/") else { return words }
        let folder = self.path.lastIndex(of: "/").map { self.path[...$0] } ?? "./"
        words[0] = folder + program
        return words
    }

    private mutating func policy(_ node: Node, _ path: String) -> RetryPolicy {
        var policy = RetryPolicy.default
        let members = members(node, path, known: ["attempts", "base", "cap"])
        if let attempts = members["attempts"] {
            if let number = attempts.scalar.flatMap({ Int($0.string) }), (1...65_535).contains(number) {
                policy.attempts = number
            } else {
                note(attempts, "\(path).attempts", "must be a whole number from 1 to 65535; 1 is no retry")
            }
        }
        if let base = members["base"] { policy.base = span(base, "\(path).base") }
        if let cap = members["cap"] { policy.cap = span(cap, "\(path).cap") }
        return policy
    }

    private mutating func environment(_ node: Node, _ path: String) -> [String: String] {
        var environment: [String: String] = [:]
        for (key, value) in mapping(node, path) ?? [] {
            let name = key.scalar?.string ?? ""
            let isName = name.utf8.allSatisfy {
                Character(UnicodeScalar($0)).isLetter || (48...57).contains($0) || $0 == 95
            }
            if name.isEmpty || !isName || name.first?.isNumber == true {
                note(key, "\(path).\(name)", "is no name of a variable: it must fit [A-Za-z_][A-Za-z0-9_]*")
            } else if name.hasPrefix("BELLHOP_") {
                note(
                    key, "\(path).\(name)",
                    "is Bellhop's own: names that start with BELLHOP_ tell the program of its job")
            } else if let text = string(value, "\(path).\(name)") {
                environment[name] = text
            }
        }
        return environment
    }

    private mutating func span(_ node: Node, _ path: String) -> Duration {
        guard let text = string(node, path) else { return .zero }
        do {
            let span = try DurationText.parse(text)
            if span <= .zero || span > .seconds(4_294_967) { note(node, path, "goes from 1ms to 49d") }
            return span
        } catch {
            note(node, path, error.message)
            return .zero
        }
    }

    private mutating func string(_ node: Node, _ path: String) -> String? {
        guard let scalar = node.scalar else {
            note(node, path, "must be text or a number")
            return nil
        }
        if node.null != nil, scalar.style == .plain {
            note(node, path, "is empty: write \"\" for an empty text")
            return nil
        }
        if scalar.string.utf8.contains(0) {
            note(node, path, "holds a NUL character, which no program can be given")
            return nil
        }
        return scalar.string
    }

    /// Gives the members of a mapping, and notes those that nobody knows.
    private mutating func members(_ node: Node, _ path: String, known: [String]) -> [String: Node] {
        var members: [String: Node] = [:]
        for (key, value) in mapping(node, path) ?? [] {
            let name = key.scalar?.string ?? ""
            if known.contains(name) {
                members[name] = value
            } else {
                note(
                    key, path.isEmpty ? name : "\(path).\(name)",
                    "is not known; known are \(known.joined(separator: ", "))")
            }
        }
        return members
    }

    private mutating func mapping(_ node: Node, _ path: String, notes: Bool = true) -> [(key: Node, value: Node)]? {
        if let mapping = node.mapping { return Array(mapping) }
        if notes { note(node, path.isEmpty ? "handlers" : path, "must be a mapping of keys to values") }
        return nil
    }

    private mutating func note(_ node: Node, _ path: String, _ problem: String) {
        problems.append((node.mark?.line ?? 1, "key '\(path)': \(problem)"))
    }

    private func syntax(_ error: any Error) -> BellhopError {
        guard let error = error as? YamlError else {
            return failure([(1, "the file cannot be read as YAML: \(error)")])
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return failure([(mark.line, "the file is no valid YAML: \(problem)")])
        case .duplicatedKeysInMapping(let keys, let context):
            return failure(keys.sorted().map { (context.mark.line, "key '\($0)': is given twice") })
        default: return failure([(1, "the file is no valid YAML: \("\(error)".oneLine(limit: 200))")])
        }
    }

    private func failure(_ problems: [(line: Int, text: String)]) -> BellhopError {
        let lines = problems.sorted { $0.line < $1.line }.map { "\(path):\($0.line): \($0.text)" }
        return BellhopError(.configuration, lines.joined(separator: "\n"))
    }
}
