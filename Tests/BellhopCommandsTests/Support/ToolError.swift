import FoundationEssentials

/// Says what a test found that it cannot go on with.
struct ToolError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension Tool {
    /// Lists the names in the test's folder.
    func names() async throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
}
