package import BellhopCore
package import BellhopStore
import Synchronization

/// Looks again and again at how many jobs of each tenant are claimed, and for how long.
package final class CapWatch: Sendable {
    private struct Fields {
        var samples = 0
        var most = 0
        var oldest: Int64 = 0
    }

    private let inspector: Inspector
    private let tenants: [TenantID]
    private let fields = Mutex(Fields())

    /// Makes a watch over tenants.
    package init(inspector: Inspector, tenants: [TenantID]) {
        self.inspector = inspector
        self.tenants = tenants
    }

    /// Counts the samples.
    package var samples: Int { fields.withLock { $0.samples } }
    /// Gives the most claims that a tenant had at one instant.
    package var most: Int { fields.withLock { $0.most } }
    /// Gives the age of the oldest claim that was seen, counted from the end of the last outage at the earliest.
    package var oldest: Duration { .microseconds(fields.withLock { $0.oldest }) }

    /// Watches until it is cancelled.
    func run(uptime: @Sendable () -> Duration) async {
        while !Task.isCancelled {
            for tenant in tenants { try? await look(at: tenant, uptime: uptime) }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Looks once at a tenant; ages are counted by the server's clock, and back to `uptime` ago at the most, which is asked
    /// for when the server has answered.
    package func look(at tenant: TenantID, uptime: () -> Duration) async throws(BellhopError) {
        let claims = try await inspector.claims(of: tenant)
        let now = try await inspector.serverTime() * 1000
        let oldest = claims.map { now - $0.fence }.max() ?? 0
        let longest = Int64(uptime().wholeMicroseconds)
        fields.withLock { fields in
            fields.samples += 1
            fields.most = max(fields.most, claims.count)
            fields.oldest = max(fields.oldest, min(oldest, longest))
        }
    }
}
