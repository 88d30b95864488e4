import ArgumentParser
import BellhopCore
import BellhopStore

/// Holds the limits of a tenant as options.
struct TenantLimits: ParsableArguments {
    @Option(help: ArgumentHelp("The share of worker time, from 0.01 to 100; 1 unless set.", valueName: "weight"))
    var weight: String?

    @Option(help: ArgumentHelp("The most jobs that run at any time, or none.", valueName: "n|none"))
    var cap: String?

    /// Says that an option was given.
    var isGiven: Bool { weight != nil || cap != nil }

    /// Reads the options.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when a value is no number or out of bounds.
    func change() throws(BellhopError) -> TenantChange {
        var change = TenantChange()
        if let weight {
            guard let number = Double(weight) else {
                throw BellhopError(
                    .invalidValue, "--weight '\(weight.oneLine(limit: 40))' is no number: it goes from 0.01 to 100")
            }
            change.weight = try TenantWeight(number)
        }
        if let cap {
            if cap == "none" {
                change.concurrencyCap = .some(nil)
            } else if let number = Int(cap) {
                change.concurrencyCap = .some(number)
            } else {
                throw BellhopError(
                    .invalidValue,
                    "--cap '\(cap.oneLine(limit: 40))' is no whole number: it goes from 1 to 1000000, or is none")
            }
        }
        try change.validate()
        return change
    }
}
