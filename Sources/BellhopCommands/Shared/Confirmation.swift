import BellhopCore

/// Asks before something is destroyed.
enum Confirmation {
    /// Asks on the terminal, and says whether the answer was yes.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` where there is no terminal to ask on.
    static func asked(_ question: String) throws(BellhopError) -> Bool {
        guard StandardStream.error.isTerminal, StandardStream.input.isTerminal else {
            throw BellhopError(
                .invalidValue, "this asks before it acts, and there is no terminal to ask on: give --yes")
        }
        StandardStream.error.tryWrite("\(question) [y/N] ")
        let answer = readLine()?.lowercased()
        return answer == "y" || answer == "yes"
    }
}
