#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Places values along one side of a panel.
struct PlotAxis: Sendable {
    /// Says what the values are, with their unit.
    var label: String
    /// Bounds the values that are shown.
    var range: ClosedRange<Double>
    /// Gives each decade the same length.
    var isLogarithmic = false

    /// Makes an axis that holds all values, and always `including`.
    init(_ label: String, holding values: some Sequence<Double>, including: [Double] = [], isLogarithmic: Bool = false)
    {
        self.label = label
        self.isLogarithmic = isLogarithmic
        let shown = (Array(values) + including).filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
        let (least, most) = (shown.min() ?? (isLogarithmic ? 1 : 0), shown.max() ?? 1)
        if isLogarithmic {
            range = pow(10, floor(log10(least)))...max(pow(10, floor(log10(least))) * 10, pow(10, ceil(log10(most))))
        } else {
            let step = Self.step(max(most - least, 1e-9))
            range = floor(least / step) * step...ceil(most / step) * step
            if range.lowerBound == range.upperBound { range = least...least + 1 }
        }
    }

    /// Gives where a value lies, from 0 to 1; what is out of bounds lies on the edge.
    func place(_ value: Double) -> Double {
        let (low, high) = (range.lowerBound, range.upperBound)
        let part =
            isLogarithmic
            ? (log10(max(value, low)) - log10(low)) / (log10(high) - log10(low)) : (value - low) / (high - low)
        return min(max(part, 0), 1)
    }

    /// Lists the values that are marked.
    var ticks: [Double] {
        if isLogarithmic {
            let (first, last) = (Int(log10(range.lowerBound).rounded()), Int(log10(range.upperBound).rounded()))
            return (first...last).map { pow(10, Double($0)) }
        }
        let step = Self.step(range.upperBound - range.lowerBound)
        let first = Int((range.lowerBound / step).rounded(.up))
        let last = Int((range.upperBound / step + 1e-6).rounded(.down))
        return first <= last ? (first...last).map { Double($0) * step } : []
    }

    private static func step(_ span: Double) -> Double {
        let rough = span / 5
        let decade = pow(10, floor(log10(rough)))
        return [1, 2, 5, 10].map { $0 * decade }.first { $0 >= rough * 0.999 } ?? decade * 10
    }
}
