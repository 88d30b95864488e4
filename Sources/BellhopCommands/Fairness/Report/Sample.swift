/// Holds measured values in their order.
struct Sample: Sendable {
    /// Lists the values from the least to the greatest.
    let values: [Double]

    /// Makes a sample.
    init(_ values: some Sequence<Double>) { self.values = values.sorted() }

    /// Gives the value below which this part of the sample lies; not a number when there is none.
    func quantile(_ part: Double) -> Double {
        guard !values.isEmpty else { return .nan }
        return values[min(values.count - 1, Int((Double(values.count) * part).rounded(.down)))]
    }

    /// Gives the value in the middle.
    var median: Double { quantile(0.5) }

    /// Gives the sum.
    var sum: Double { values.reduce(0, +) }

    /// Gives Jain's index of fairness (Jain, Chiu, Hawe 1984): 1 when all values are alike, 1/n when one has all.
    var jain: Double {
        let squares = values.reduce(0) { $0 + $1 * $1 }
        return squares > 0 ? sum * sum / (Double(values.count) * squares) : .nan
    }

    /// Gives the cumulated distribution in at most `count` steps, as parts of one.
    func distribution(_ count: Int = 150) -> [Plot.Point] {
        (0..<min(count, values.count)).map { step in
            let part = Double(step + 1) / Double(min(count, values.count))
            return Plot.Point(quantile(part), part)
        }
    }
}
