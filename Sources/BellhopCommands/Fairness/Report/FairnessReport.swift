/// Holds what one scenario measured.
struct FairnessReport: Sendable {
    /// Lists the figures, those with an aim first.
    var figures: [Figure]
    /// Shows them.
    var plot: Plot?

    /// Says whether every figure reaches its aim.
    var isMet: Bool { figures.allSatisfy(\.isMet) }

    /// Gives one object.
    ///
    /// - Parameters:
    ///   - scenario: is what was measured.
    ///   - isQuick: says that it was the short version, whose figures say little.
    ///   - seconds: is how long it took.
    ///   - others: is how many of the machine's cores others used meanwhile.
    /// - Returns: An object for one line.
    func json(of scenario: any FairnessScenario, isQuick: Bool, seconds: Double, others: Double?) -> JSON {
        .object([
            "scenario": .string(type(of: scenario).name), "summary": .string(type(of: scenario).summary),
            "quick": .bool(isQuick), "seconds": .number((seconds * 10).rounded() / 10),
            "coresUsedByOthers": others.map { .number(($0 * 100).rounded() / 100) } ?? .null,
            "figures": .array(figures.map(\.json)), "met": .bool(isMet),
        ])
    }

    /// Gives a table for people.
    func text(of scenario: any FairnessScenario, seconds: Double, others: Double?) -> String {
        var table = Table(type(of: scenario).name, "measured", "aim", "")
        for figure in figures {
            table.add(
                figure.title, figure.text, figure.aim?.text ?? "",
                figure.aim == nil ? "" : figure.isMet ? "met" : "MISSED")
        }
        let load = others.map { ", others used \(Figure.format(($0 * 100).rounded() / 100)) cores" } ?? ""
        return "\(type(of: scenario).summary) (\(Figure.format(seconds.rounded())) s\(load))\n\(table.text)\n"
    }
}
