/// Draws series over two axes.
struct PlotPanel: Sendable {
    /// Is a line across the panel that values are to be read against.
    struct Rule: Sendable {
        var label: String
        /// Is the value on the vertical axis, or on the horizontal one.
        var value: Double
        var isVertical = false
    }

    /// Says what is shown.
    var title: String
    /// Is the horizontal axis.
    var x: PlotAxis
    /// Is the vertical axis.
    var y: PlotAxis
    /// Lists what is drawn.
    var series: [PlotSeries]
    /// Lists lines to compare with, such as aims.
    var rules: [Rule] = []

    static let width = 720
    static let height = 270
    private static let frame = (left: 70.0, right: 700.0, top: 40.0, bottom: 220.0)

    /// Gives the panel's elements.
    var svg: String {
        var svg = "<text x=\"20\" y=\"20\" font-size=\"13\" font-weight=\"600\">\(title.escaped)</text>\n"
        svg += grid
        for (index, series) in series.enumerated() { svg += draw(series, Self.color(series, index)) }
        for rule in rules { svg += draw(rule) }
        return svg + legend
    }

    private static func color(_ series: PlotSeries, _ index: Int) -> String {
        PlotSeries.colors[(series.color ?? index) % PlotSeries.colors.count]
    }

    private func across(_ value: Double) -> Double {
        Self.frame.left + x.place(value) * (Self.frame.right - Self.frame.left)
    }
    private func up(_ value: Double) -> Double {
        Self.frame.bottom - y.place(value) * (Self.frame.bottom - Self.frame.top)
    }
    private static func write(_ number: Double) -> String { Figure.format((number * 10).rounded() / 10) }

    private var grid: String {
        let (left, right, top, bottom) = Self.frame
        var svg = ""
        for tick in y.ticks {
            let at = Self.write(up(tick))
            svg += "<path d=\"M\(left) \(at)H\(right)\" stroke=\"#e4e4e4\"/>"
            svg += "<text x=\"\(left - 8)\" y=\"\(at)\" dy=\"4\" text-anchor=\"end\">\(Figure.format(tick))</text>\n"
        }
        for tick in x.ticks {
            let at = Self.write(across(tick))
            svg += "<path d=\"M\(at) \(bottom)v5\" stroke=\"#888\"/>"
            svg += "<text x=\"\(at)\" y=\"\(bottom + 18)\" text-anchor=\"middle\">\(Figure.format(tick))</text>\n"
        }
        svg += "<path d=\"M\(left) \(top)V\(bottom)H\(right)\" fill=\"none\" stroke=\"#888\"/>\n"
        svg += "<text x=\"\(right)\" y=\"\(bottom + 36)\" text-anchor=\"end\" fill=\"#666\">\(x.label.escaped)</text>\n"
        return svg + "<text x=\"20\" y=\"\(top - 6)\" fill=\"#666\">\(y.label.escaped)</text>\n"
    }

    private func draw(_ series: PlotSeries, _ color: String) -> String {
        switch series.style {
        case .line:
            let path = series.points.enumerated().map { index, point in
                "\(index == 0 ? "M" : "L")\(Self.write(across(point.x))) \(Self.write(up(point.y)))"
            }
            return "<path d=\"\(path.joined())\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.8\"/>\n"
        case .dots:
            // Strokes of no length with round ends: one path for all.
            let path = series.points.map { "M\(Self.write(across($0.x))) \(Self.write(up($0.y)))h0" }
            return "<path d=\"\(path.joined())\" stroke=\"\(color)\" stroke-width=\"5\" stroke-linecap=\"round\"/>\n"
        case .bars:
            let path = series.points.map {
                "M\(Self.write(across($0.x))) \(Self.frame.bottom)V\(Self.write(up($0.y)))"
            }
            return "<path d=\"\(path.joined())\" stroke=\"\(color)\" stroke-width=\"4\"/>\n"
        }
    }

    private func draw(_ rule: Rule) -> String {
        let (left, right, top, bottom) = Self.frame
        let at = Self.write(rule.isVertical ? across(rule.value) : up(rule.value))
        let path = rule.isVertical ? "M\(at) \(top)V\(bottom)" : "M\(left) \(at)H\(right)"
        let place =
            rule.isVertical
            ? "x=\"\(at)\" y=\"\(top + 12)\" dx=\"4\"" : "x=\"\(right - 4)\" y=\"\(at)\" dy=\"-4\" text-anchor=\"end\""
        return "<path d=\"\(path)\" stroke=\"#333\" stroke-dasharray=\"5 4\"/>"
            + "<text \(place) fill=\"#333\">\(rule.label.escaped)</text>\n"
    }

    private var legend: String {
        var svg = ""
        var right = Self.frame.right
        for (index, series) in series.enumerated().reversed() where !series.name.isEmpty {
            right -= Double(series.name.count) * 6.6
            svg += "<text x=\"\(Self.write(right))\" y=\"20\">\(series.name.escaped)</text>"
            svg += "<rect x=\"\(Self.write(right - 16))\" y=\"10\" width=\"11\" height=\"11\" rx=\"2\" "
            svg += "fill=\"\(Self.color(series, index))\"/>\n"
            right -= 30
        }
        return svg
    }
}
