import BellhopCore
import TestSupport
import Testing

/// Runs the model of the scheduler alone.
struct FairSchedulerTests {
    /// Holds how far two tenants' shares lay apart at the least and at the most while both had work.
    struct Span {
        var least = Double.infinity
        var most = -Double.infinity
    }

    @Test(
        "|W_a/w_a - W_b/w_b| <= l_a/w_a + l_b/w_b over every span in which two tenants have work",
        arguments: 1...16 as ClosedRange<UInt64>)
    func bound(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        let names = (0..<Int.random(in: 2...6, using: &random)).map { TenantID(stored: "t\($0)") }
        var world = FairWorld()
        for name in names {
            let cost = [1, 90, 700, 2_000, 35_000, 1_000_000].randomElement(using: &random) ?? 1
            world.add(name, weight: Int.random(in: 1...10_000, using: &random), cost: cost)
        }
        var spans: [[TenantID]: Span] = [:]
        for _ in 0..<300 {
            let name = names.randomElement(using: &random) ?? names[0]
            if Int.random(in: 0..<10, using: &random) == 0 {
                world.fill(name, 1 + Int.random(in: 0..<500, using: &random))
            }
            // The order of picks is that of one server.
            _ = world.run(wanted: 1 + Int.random(in: 0..<40, using: &random)) { world, picked in
                for left in names {
                    for right in names where left < right {
                        let isLast = [left, right].contains(picked) && world.tenants[picked]?.waiting == 0
                        let have = [left, right].allSatisfy { (world.tenants[$0]?.waiting ?? 0) > 0 }
                        guard have || isLast && spans[[left, right]] != nil else {
                            spans[[left, right]] = nil
                            continue
                        }
                        let distance = world.share(left) - world.share(right)
                        var span = spans[[left, right]] ?? Span()
                        span.least = min(span.least, distance)
                        span.most = max(span.most, distance)
                        spans[[left, right]] = have ? span : nil
                        // Each pick is rounded by less than a microsecond of virtual time.
                        let rounding = Double((world.tenants[left]?.picks ?? 0) + (world.tenants[right]?.picks ?? 0))
                        let bound = world.largest(left) + world.largest(right) + rounding
                        if span.most - span.least > bound {
                            Issue.record("\(left) and \(right): \(span), and the bound is \(bound)")
                        }
                    }
                }
            }
        }
    }

    @Test("jobs of a microsecond at the highest weight shut nobody out")
    func rounding() {
        var world = FairWorld()
        world.add(TenantID(stored: "heavy"), weight: 10_000, cost: 1)
        world.add(TenantID(stored: "light"), weight: 100, cost: 100)
        world.fill(TenantID(stored: "heavy"), 10_000)
        world.fill(TenantID(stored: "light"), 50)
        for _ in 0..<300 { _ = world.run(wanted: 32) }
        #expect(world.tenants[TenantID(stored: "light")]?.waiting ?? 50 < 49)
    }

    @Test("jobs of the highest weight that take less than they are estimated to shut nobody out")
    func refunds() {
        let (heavy, light) = (TenantID(stored: "heavy"), TenantID(stored: "light"))
        var world = FairWorld()
        world.add(heavy, weight: 10_000, cost: 6, isFixed: false)
        world.add(light, weight: 100, cost: 100)
        world.fill(heavy, 10_000)
        _ = world.run(wanted: 32)
        world.change(heavy, cost: 1)
        world.fill(light, 50)
        for _ in 0..<300 { _ = world.run(wanted: 32) }
        #expect(world.tenants[light]?.waiting ?? 50 < 49)
    }
}
