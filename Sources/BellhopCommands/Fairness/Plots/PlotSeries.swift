/// Is a row of points that belong together.
struct PlotSeries: Sendable {
    /// Says how the points are drawn.
    enum Style: Sendable {
        case line
        case dots
        case bars
    }

    /// Names the series in the legend; empty for none.
    var name: String
    /// Lists its points.
    var points: [Plot.Point]
    /// Says how they are drawn.
    var style = Style.line
    /// Chooses a colour of ``colors``, where the place in the panel is not to.
    var color: Int?

    /// Lists colours that people who see few colours tell apart too (Okabe and Ito 2008).
    static let colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"]
}
