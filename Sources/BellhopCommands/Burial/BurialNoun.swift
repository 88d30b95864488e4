import BellhopCore

/// Names one of the two places where jobs are buried, so that its commands are written once.
protocol BurialNoun: Sendable {
    /// Is the place.
    static var burial: Burial { get }
    /// Names the command that puts jobs back.
    static var restoring: String { get }
    /// Says why jobs come here, for the help of the list.
    static var reason: String { get }
    /// Says what is special about putting them back.
    static var caution: String { get }
}

extension BurialNoun {
    /// Names the noun as it stands on the command line.
    static var noun: String { burial == .dead ? "dead" : "quarantine" }
}
