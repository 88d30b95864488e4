import BellhopCore
import Synchronization
import Testing

extension SystemReason {
    fileprivate static let test = SystemReason("test")
}

struct TenancyTests {
    private let acme: TenantID
    private let globex: TenantID

    init() throws {
        acme = try TenantID("acme")
        globex = try TenantID("globex")
    }

    private func code(_ body: () async throws -> Void) async -> BellhopError.Code? {
        do {
            try await body()
            return nil
        } catch { return (error as? BellhopError)?.code }
    }

    @Test("without a scope there is no tenant, and no default one")
    func none() async {
        #expect(Tenancy.currentIfAny == nil)
        #expect(await code { _ = try Tenancy.current } == .noActiveTenant)
    }

    @Test("AT-04: however a scope ends, the outer one is active again")
    func restores() async throws {
        struct Planned: Error {}
        try await Tenancy.withTenant(acme) {
            for _ in 0..<1000 {
                try? await Tenancy.asSystem(.test) {
                    if Bool.random() { throw Planned() }
                    try await Tenancy.withTenant(acme) { if Bool.random() { throw CancellationError() } }
                }
                let active = try Tenancy.current
                #expect(active == acme)
            }
        }
        #expect(Tenancy.currentIfAny == nil)
    }

    @Test("another tenant's scope is refused inside a tenant's, also through a system scope")
    func nested() async throws {
        try await Tenancy.withTenant(acme) {
            #expect(await code { try await Tenancy.withTenant(globex) {} } == .nestedSwitch)
            let inner = try await Tenancy.withTenant(acme) { try Tenancy.current }
            #expect(inner == acme)
            try await Tenancy.asSystem(.test) {
                #expect(await code { _ = try Tenancy.current } == .systemScope)
                #expect(await code { try await Tenancy.withTenant(globex) {} } == .nestedSwitch)
            }
        }
    }

    @Test("AT-12: detached tasks lose the tenant, child tasks keep it")
    func boundaries() async throws {
        try await Tenancy.withTenant(acme) {
            async let child = Tenancy.currentIfAny
            #expect(await child == acme)
            #expect(await Task { Tenancy.currentIfAny }.value == acme)
            #expect(await Task.detached { Tenancy.currentIfAny }.value == nil)
            await withTaskGroup(of: TenantID?.self) { group in
                group.addTask { Tenancy.currentIfAny }
                for await tenant in group { #expect(tenant == acme) }
            }
        }
    }

    @Test("AT-13: a task that outlives its scope finds it ended, and never the next one")
    func escaped() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let escaped = Mutex<Task<BellhopError.Code?, Never>?>(nil)
        try await Tenancy.withTenant(acme) {
            let task = Task {
                for await _ in gate { break }
                do {
                    _ = try Tenancy.current
                    return BellhopError.Code?.none
                } catch { return (error as? BellhopError)?.code }
            }
            escaped.withLock { $0 = task }
        }
        try await Tenancy.withTenant(globex) {
            open.yield()
            #expect(await escaped.withLock { $0 }?.value == .scopeEnded)
        }
    }

    @Test("a scope entered within another ends with it, also where a leftover task still stands in it")
    func nestedEnds() async throws {
        let outer = ScopeToken(.tenant(acme))
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let leftover = Tenancy.$token.withValue(outer) {
            Task {
                try await Tenancy.withTenant(acme) {
                    enter.finish()
                    for await _ in gate {}
                    return Tenancy.currentIfAny
                }
            }
        }
        for await _ in entered {}
        outer.revoke()
        open.finish()
        #expect(try await leftover.value == nil)
    }

    @Test("AT-11: many tenants side by side never see each other")
    func concurrent() async throws {
        let tenants = [acme, globex]
        try await withThrowingTaskGroup { group in
            for index in 0..<2000 {
                let tenant = tenants[index % 2]
                group.addTask {
                    try await Tenancy.withTenant(tenant) {
                        await Task.yield()
                        async let child = Tenancy.currentIfAny
                        let seen = await child
                        if try Tenancy.current != tenant || seen != tenant { Issue.record("a tenant was mixed up") }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
