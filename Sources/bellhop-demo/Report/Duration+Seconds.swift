extension Duration {
    /// Gives the seconds as text with some digits behind the point.
    func inSeconds(digits: Int) -> String {
        let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((self / .seconds(1) * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: max(0, digits - fraction.count))
        return digits == 0 ? "\(scaled)" : "\(scaled / scale).\(zeros)\(fraction)"
    }
}
