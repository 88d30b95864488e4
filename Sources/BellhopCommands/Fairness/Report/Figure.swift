/// Is one measured value, with what it has to be.
struct Figure: Sendable {
    /// Identifies the figure within its scenario, for machines.
    let id: String
    /// Says what was measured, for people.
    let title: String
    /// Is what was measured.
    let value: Double
    /// Names the unit; empty for a ratio or a count.
    let unit: String
    /// Says what the value has to be; `nil` for what stands beside it to be compared.
    let aim: Aim?

    /// Makes a figure.
    init(_ id: String, _ title: String, _ value: Double, unit: String = "", aim: Aim? = nil) {
        self.id = id
        self.title = title
        self.value = value
        self.unit = unit
        self.aim = aim
    }

    /// Says whether the value reaches its aim.
    var isMet: Bool { aim?.isMet(by: value) ?? true }

    /// Gives the value and its unit.
    var text: String { unit.isEmpty ? Self.format(value) : "\(Self.format(value)) \(unit)" }

    /// Gives the figure as an object.
    var json: JSON {
        var members: [String: JSON] = [
            "id": .string(id), "title": .string(title), "value": .number(Self.rounded(value)), "unit": .string(unit),
        ]
        if let aim {
            members["aim"] = .string(aim.text)
            members["met"] = .bool(isMet)
        }
        return .object(members)
    }

    /// Writes a number with four digits that count.
    static func format(_ value: Double) -> String {
        let rounded = rounded(value)
        return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
    }

    private static func rounded(_ value: Double) -> Double {
        guard value.isFinite, value != 0 else { return value }
        var scale = 1.0
        while abs(value) * scale < 1000, scale < 1e6 { scale *= 10 }
        return (value * scale).rounded() / scale
    }
}
