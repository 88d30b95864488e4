/// Is a situation in which sharing is put to the test, with what it must show.
protocol FairnessScenario: Sendable {
    /// Names the scenario on the command line.
    static var name: String { get }
    /// Says in a line what it is.
    static var summary: String { get }

    /// Plays it and measures; the quick version shows that it works, and its figures say little.
    func measure(isQuick: Bool) async throws -> FairnessReport
}
