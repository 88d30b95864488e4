/// Is something to be looked at anew at an instant: a limit whose rate allows a claim again, or many tenants.
package enum FairRefill: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// A limit of a tenant.
    case limit(TenantID, FairLimit)
    /// The tenants of a kind, or all, that come after one in the order of their ids; the weight of those that have none of
    /// their own changed from `old` to `new` hundredths.
    case sweep(kind: TenantKind?, after: TenantID?, old: Int, new: Int)

    /// Gives the entry as the scripts write it.
    package var description: String {
        switch self {
        case .limit(let tenant, let limit): "\(tenant) \(limit)"
        case .sweep(let kind, let last, let old, let new):
            "~ \(kind?.rawValue ?? "*") \(last?.rawValue ?? "-") \(old)/\(new)"
        }
    }

    /// Orders by text.
    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}
