/// Is a picture of one or more panels, one below the other.
struct Plot: Sendable {
    /// Is one point of a series.
    struct Point: Sendable {
        let x: Double
        let y: Double

        /// Makes a point.
        init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Says what the picture shows.
    var title: String
    /// Lists the panels from top to bottom.
    var panels: [PlotPanel]

    /// Gives the picture as SVG, with a background of its own so that it reads on light and dark pages.
    var svg: String {
        let width = PlotPanel.width
        let height = 44 + panels.count * PlotPanel.height
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
            font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="12" fill="#333" role="img">
            <title>\(title.escaped)</title>
            <rect width="\(width)" height="\(height)" rx="8" fill="#fff"/>
            <text x="20" y="28" font-size="16" font-weight="600">\(title.escaped)</text>

            """
        for (index, panel) in panels.enumerated() {
            svg += "<g transform=\"translate(0,\(36 + index * PlotPanel.height))\">\n\(panel.svg)</g>\n"
        }
        return svg + "</svg>\n"
    }
}

extension String {
    /// Gives the text with what has a meaning in XML written out.
    var escaped: String {
        reduce(into: "") { text, character in
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            default: text.append(character)
            }
        }
    }
}
