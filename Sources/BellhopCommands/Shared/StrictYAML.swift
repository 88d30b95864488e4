import BellhopCore
import Yams

/// Reads YAML strictly, and collects every problem with its line and key.
struct StrictYAML {
    /// Names the file in the errors.
    let path: String
    /// Stands for the whole file in the errors.
    private let top: String
    private var problems: [(line: Int, text: String)] = []

    /// Makes a reader of a file whose most important key is `top`.
    init(path: String, top: String) {
        self.path = path
        self.top = top
    }

    /// Reads a text to its one root; `nil` when it holds nothing but comments.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` with the line, when it is no YAML.
    func rootIfAny(of text: String) throws(BellhopError) -> Node? {
        do { return try Parser(yaml: text).singleRoot() } catch { throw syntax(error) }
    }

    /// Reads a text to its one root.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` with the line, when it is no YAML, or empty.
    func root(of text: String) throws(BellhopError) -> Node {
        guard let root = try rootIfAny(of: text) else {
            throw failure([(1, "the file is empty: it needs a key '\(top)'")])
        }
        return root
    }

    /// Ends the reading.
    ///
    /// - Throws: ``BellhopError/Code/configuration`` with a line `FILE:LINE: key 'KEY': what is wrong` for each problem.
    func finish() throws(BellhopError) { if !problems.isEmpty { throw failure(problems) } }

    /// Gives a span of time from 1 ms to 49 days; notes anything else.
    mutating func span(_ node: Node, _ path: String) -> Duration {
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

    /// Gives a scalar as text; notes anything else.
    mutating func string(_ node: Node, _ path: String) -> String? {
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
    mutating func members(_ node: Node, _ path: String, known: [String]) -> [String: Node] {
        var members: [String: Node] = [:]
        for (key, value) in mapping(node, path) ?? [] {
            let name = key.scalar?.string ?? ""
            if known.contains(name) {
                members[name] = value
            } else {
                note(
                    key, path.isEmpty ? name : "\(path).\(name)",
                    "is not known\(Self.hint(name, known)); known are \(known.joined(separator: ", "))")
            }
        }
        return members
    }

    /// Gives a mapping's members; notes anything else.
    mutating func mapping(_ node: Node, _ path: String, notes: Bool = true) -> [(key: Node, value: Node)]? {
        if let mapping = node.mapping { return Array(mapping) }
        if notes { note(node, path.isEmpty ? top : path, "must be a mapping of keys to values") }
        return nil
    }

    /// Notes a problem with a key.
    mutating func note(_ node: Node, _ path: String, _ problem: String) {
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

    /// Gives the known name that was probably meant.
    private static func hint(_ name: String, _ known: [String]) -> String {
        let best = known.map { (distance($0, name), $0) }.min { $0.0 < $1.0 }
        guard let (steps, nearest) = best, steps <= 2 else { return "" }
        return ": do you mean '\(nearest)'?"
    }

    /// Counts the letters to change, to add or to take away (Levenshtein 1966).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (i, letter) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                (diagonal, row[j + 1]) = (
                    row[j + 1], min(row[j] + 1, row[j + 1] + 1, diagonal + (letter == other ? 0 : 1))
                )
            }
        }
        return row[right.count]
    }
}
