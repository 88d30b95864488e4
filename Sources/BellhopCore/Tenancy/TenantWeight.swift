/// Gives a tenant's share of worker time against other tenants: a number from 0.01 to 100 with two decimals.
///
/// It is kept in hundredths, so that Swift and Redis compute alike to the bit.
///
///     let double = try TenantWeight(2)
public struct TenantWeight: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Gives the weight in hundredths, from 1 to 10 000.
    public let hundredths: Int

    /// Is the weight of a tenant for which none is set.
    public static let one = TenantWeight(unchecked: 100)

    /// Makes a weight of a number, rounded to two decimals.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when it is not from 0.01 to 100.
    public init(_ value: Double) throws(BellhopError) {
        guard value.isFinite, value >= 0.01, value <= 100 else {
            throw BellhopError(.invalidValue, "a weight of \(value) is out of bounds: it goes from 0.01 to 100")
        }
        hundredths = Int((value * 100).rounded())
    }

    /// Takes a weight that was checked before it was stored.
    package init(unchecked hundredths: Int) { self.hundredths = min(max(hundredths, 1), 10_000) }

    /// Gives the weight as a number.
    public var value: Double { Double(hundredths) / 100 }

    /// Gives the weight as text.
    public var description: String {
        hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(value)"
    }

    /// Orders by share.
    public static func < (left: Self, right: Self) -> Bool { left.hundredths < right.hundredths }
}
