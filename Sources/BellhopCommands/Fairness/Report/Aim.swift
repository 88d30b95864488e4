/// Says what a figure has to be.
enum Aim: Sendable, Hashable {
    /// The value may be this at most.
    case atMost(Double)
    /// The value must be this at least.
    case atLeast(Double)
    /// The value lies between the two, both included.
    case within(Double, Double)

    /// Says whether a value reaches the aim.
    func isMet(by value: Double) -> Bool {
        switch self {
        case .atMost(let bound): value <= bound
        case .atLeast(let bound): value >= bound
        case .within(let least, let most): value >= least && value <= most
        }
    }

    /// Gives the aim as people write it.
    var text: String {
        switch self {
        case .atMost(let bound): "≤ \(Figure.format(bound))"
        case .atLeast(let bound): "≥ \(Figure.format(bound))"
        case .within(let least, let most):
            least == most ? Figure.format(least) : "\(Figure.format(least)) to \(Figure.format(most))"
        }
    }
}
