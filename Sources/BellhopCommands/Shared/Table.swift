/// Lays rows out in columns for people.
struct Table {
    private var rows: [[String]]

    /// Starts a table with its header.
    init(_ header: String...) { rows = [header] }

    /// Adds a row of as many cells as the header has.
    mutating func add(_ cells: String...) { rows.append(cells.map { $0.oneLine() }) }

    /// Gives the lines; nothing when no row was added.
    var text: String {
        guard rows.count > 1 else { return "" }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return cells.joined(separator: "  ").trimmingSuffix(" ") + "\n"
        }.joined()
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
