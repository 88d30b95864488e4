import BellhopCore
import BellhopStore
import Synchronization

/// Looks again and again at how many jobs of capped tenants are claimed, and for how long.
final class CapWatch: Sendable {
    private struct Fields {
        var samples = 0
        var most = 0
        var oldest: Int64 = 0
    }

    private let inspector: Inspector
    private let tenants: [TenantID]
    private let fields = Mutex(Fields())

    init(inspector: Inspector, tenants: [TenantID]) {
        self.inspector = inspector
        self.tenants = tenants
    }

    /// Counts the samples.
    var samples: Int { fields.withLock { $0.samples } }
    /// Gives the most claims that a tenant had at one instant.
    var most: Int { fields.withLock { $0.most } }
    /// Gives the age of the oldest claim that was seen.
    var oldest: Duration { .microseconds(fields.withLock { $0.oldest }) }

    /// Watches until it is cancelled.
    func run(now: @Sendable () -> Int64) async {
        while !Task.isCancelled {
            for tenant in tenants {
                guard let claims = try? await inspector.claims(of: tenant) else { continue }
                let oldest = claims.map { now() - $0.fence }.max() ?? 0
                fields.withLock { fields in
                    fields.samples += 1
                    fields.most = max(fields.most, claims.count)
                    fields.oldest = max(fields.oldest, oldest)
                }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
