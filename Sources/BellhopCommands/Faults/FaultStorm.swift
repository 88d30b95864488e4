import Bellhop
import BellhopCore
import BellhopStore
import BellhopTesting
import FoundationEssentials
import NIOCore
import Synchronization
import SystemPackage

/// Lets every kind of fault strike again and again, each at its own pace, until its time is up.
struct FaultStorm: Sendable {
    let plan: FaultPlan
    let lease: Duration
    let crew: FaultCrew
    let proxy: FaultProxy
    let server: RedisServer
    let client: BellhopClient
    let lateWriter: LateWriter
    let counts = FaultCounts()

    /// Strikes until `end`.
    func rage(until end: ContinuousClock.Instant, seed: UInt64) async throws {
        if plan.deploys > 0 { return try await deploy(until: end) }
        try await withThrowingTaskGroup { group in
            for (index, fault) in Fault.allCases.enumerated() where fault != .crash && fault != .deploy {
                group.addTask {
                    var random = SeededGenerator(seed: seed &+ UInt64(index))
                    while true {
                        let pause = FaultPlan.interval(of: fault) * Double.random(in: 0.4...1.6, using: &random)
                        let next = ContinuousClock.now + pause
                        if next >= end { return }
                        try await Task.sleep(until: next, clock: .continuous)
                        try await strike(fault, &random)
                    }
                }
            }
            try await group.waitForAll()
        }
        try await Task.sleep(until: end, clock: .continuous)
    }

    /// Replaces one worker after the other, as a deploy does, and harms nothing else.
    private func deploy(until end: ContinuousClock.Instant) async throws {
        let pause = (end - .now) / (plan.deploys + 1)
        for number in 0..<plan.deploys {
            try await Task.sleep(for: pause)
            if crew.replace(UInt64(number)) { counts.add(.deploy) }
        }
        try await Task.sleep(until: end, clock: .continuous)
    }

    private func strike(_ fault: Fault, _ random: inout SeededGenerator) async throws {
        let number = random.next()
        switch fault {
        case .kill: await kill(number)
        case .stop: try await stop(number)
        case .cut: if proxy.harm(number, .cut) { counts.add(fault) }
        case .silence: if proxy.harm(number, .silence(.seconds(20))) { counts.add(fault) }
        case .delay: if proxy.harm(number, .delay(.milliseconds(150))) { counts.add(fault) }
        case .lostEnqueue, .lostClaim, .lostSettle, .lostBeat: proxy.arm(fault)
        case .restart, .crash:
            let struck = counts.struck
            try await restart(struck[.crash, default: 0] > struck[.restart, default: 0], number)
        case .deploy: if crew.replace(number) { counts.add(fault) }
        case .flushScripts:
            if (try? await client.store.forgetScripts()) != nil { counts.add(fault) }
        }
    }

    /// Kills a worker, and asks the store what it held, which stands there until its lease ends.
    private func kill(_ number: UInt64) async {
        guard let (process, kill) = crew.kill(number) else { return }
        counts.add(.kill)
        let inspector = Inspector(client.store)
        guard let workers = try? await inspector.workers().map(\.id) else { return }
        var held: Set<String> = []
        // The kernel's program that ends it with us has become the worker itself, under the same number.
        for worker in workers where worker.split(separator: ".").dropLast().last == "\(process)" {
            let claims = try? await client.store.held(by: WorkerID(stored: worker))
            for claim in claims ?? [] { held.insert("\(claim.id)") }
        }
        crew.note(held, of: kill)
    }

    /// Stops a worker for longer than its lease, and writes in its name what it held once that is others'.
    private func stop(_ number: UInt64) async throws {
        async let isStopped = crew.stop(number, for: lease + .seconds(2))
        try await Task.sleep(for: lease / 2)
        // What a worker that goes on claimed so long ago has ended.
        try? await lateWriter.note(olderThan: lease / 2)
        if await isStopped { counts.add(.stop) }
        try? await lateWriter.write()
    }

    private func restart(_ isOrderly: Bool, _ number: UInt64) async throws {
        if isOrderly {
            try await server.restart()
            return counts.add(.restart)
        }
        try await server.kill()
        if plan.fsync == .everysec { counts.noteCut(try cutLog(Int(number % 30_000))) }
        try await server.start()
        counts.add(.crash)
    }

    /// Cuts up to `bytes` off the end of the log, as a machine that loses power does; gives how many went.
    private func cutLog(_ bytes: Int) throws -> Int {
        let folder = "\(server.folder)/appendonlydir"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        guard let last = names.filter({ $0.hasSuffix(".incr.aof") }).max() else { return 0 }
        let file = try FileDescriptor.open(FilePath("\(folder)/\(last)"), .readWrite)
        defer { try? file.close() }
        let size = try file.seek(offset: 0, from: .end)
        let cut = min(Int64(bytes), size)
        try file.resize(to: size - cut)
        return Int(cut)
    }
}

/// Counts the faults that struck.
final class FaultCounts: Sendable {
    private struct Fields {
        var struck: [Fault: Int] = [:]
        var cut = 0
    }

    private let fields = Mutex(Fields())

    func add(_ fault: Fault) { fields.withLock { $0.struck[fault, default: 0] += 1 } }
    func noteCut(_ bytes: Int) { fields.withLock { $0.cut += bytes } }

    /// Gives the counts by fault.
    var struck: [Fault: Int] { fields.withLock { $0.struck } }
    /// Gives the bytes that were cut off the log.
    var bytesCut: Int { fields.withLock { $0.cut } }
}
