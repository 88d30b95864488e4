/// Prints what a command found: JSON for machines, or words and tables for people.
///
/// One object is one line, a list is one line for each object, and an empty list is nothing.
struct Output: Sendable {
    /// Says that machines read.
    let isJSON: Bool

    /// Prints one object.
    func object(_ object: JSON, _ words: @autoclosure () -> String) throws {
        try StandardStream.output.write(isJSON ? "\(object)\n" : words().printable + "\n")
    }

    /// Prints a list.
    func list(_ objects: [JSON], _ table: @autoclosure () -> Table) throws {
        try StandardStream.output.write(isJSON ? objects.map { "\($0)\n" }.joined() : table().text)
    }
}
