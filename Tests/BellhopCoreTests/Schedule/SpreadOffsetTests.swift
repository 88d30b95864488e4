import BellhopCore
import Testing

struct SpreadOffsetTests {
    @Test(
        "the offset is FNV-1a of tenant, zero and name, in every process",
        arguments: [
            ("", "", .max, 3414781078840391648),
            ("acme", "nightly", 60000, 38146),
            ("acme", "nightly", 3600000, 3218146),
            ("globex", "nightly", 60000, 37483),
            ("bücher", "mail", 1000, 269),
        ] as [(String, String, Int64, Int64)])
    func values(tenant: String, name: String, spread: Int64, offset: Int64) {
        #expect(CronSchedule.spreadOffset(tenant: tenant, name: name, spread: spread) == offset)
    }

    @Test("no spread is no offset", arguments: [1, 0, -1, Int64.min])
    func noSpread(spread: Int64) {
        #expect(CronSchedule.spreadOffset(tenant: "acme", name: "nightly", spread: spread) == 0)
    }

    @Test("tenant and name do not run into each other")
    func separator() {
        let offsets = [("a", "bc"), ("ab", "c"), ("abc", "")].map {
            CronSchedule.spreadOffset(tenant: $0, name: $1, spread: .max)
        }
        #expect(Set(offsets).count == 3)
    }

    @Test("10 000 tenants share a minute evenly")
    func evenness() {
        var counts = [Int](repeating: 0, count: 60)
        for number in 0..<10_000 {
            counts[
                Int(CronSchedule.spreadOffset(tenant: "tenant-\(number)", name: "nightly", spread: 60_000) / 1000)] += 1
        }
        // 167 on average; a fair draw leaves these bounds less than once in a million.
        #expect(counts.allSatisfy { (90...250).contains($0) }, "\(counts)")
    }
}
