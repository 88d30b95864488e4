import BellhopCore
import BellhopRedis
import BellhopTesting
import Logging
import TestSupport
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Compares the scripts with ``BellhopCore/FairScheduler``, state by state.
///
/// `BELLHOP_HISTORIES` says how many histories to run (10 000 are a full run; 60 are the default, in well under a minute on
/// two cores), and `BELLHOP_SEED` the first of their seeds: with one history it replays that one.
@Suite(.timeLimit(.minutes(240)))
struct SchedulerModelTests {
    private static let steps = 200
    /// Redis orders text as its locale says; the model orders it by bytes.
    private static let locale = ["LC_ALL": "C"]

    @Test("the scripts decide as the model does, to the bit, after every step of random histories")
    func histories() async throws {
        let count = Self.number("BELLHOP_HISTORIES") ?? 60
        let first = UInt64(Self.number("BELLHOP_SEED") ?? 1)
        try await RedisServer.withServer(environment: Self.locale) { server in
            let failure = try await Self.firstFailure(
                in: first..<(first + UInt64(count)), url: server.url, revisions: ScriptRevisions(), isShrunk: true)
            if let failure { Issue.record("\(failure)") }
        }
    }

    static let faults: [(name: String, from: String, to: String)] = [
        (
            "a cap that lets one too many run", "record[3]) - call('HLEN', runkey)",
            "record[3]) - call('HLEN', runkey) + 1"
        ),
        (
            "a quantum that is exceeded by one job", "math.floor(quantum / estimate)))",
            "math.floor(quantum / estimate) + 1))"
        ),
        ("a charge that is rounded up", "math.floor(taken * estimate", "math.ceil(taken * estimate"),
        ("a clock that falls", "local base = math.max(v, start)", "local base = start"),
        ("a refund that gives credit", "return math.max(math.min(from, v), from + by)", "return from + by"),
        (
            "a rate that allows one too many", "micros + burst * interval - tat) / interval",
            "micros + burst * interval + interval - tat) / interval"
        ),
        (
            "room that is not passed on", "if next and roomof(tenant, next) > 0 then",
            "if next and roomof(tenant, next) > 1 then"
        ),
        ("a new weight that does not rescale", "(at - v) * (factor - 1)", "(at - v) * 0"),
    ]

    @Test("a planted fault is found within a bounded number of histories", arguments: faults.map(\.name))
    func mutants(name: String) async throws {
        let fault = try #require(Self.faults.first { $0.name == name })
        try await RedisServer.withServer(environment: Self.locale) { server in
            let failure = try await Self.firstFailure(
                in: 1..<101, url: server.url, revisions: ScriptRevisions(planting: (fault.from, fault.to)),
                isShrunk: false)
            #expect(failure != nil)
        }
    }

    /// Tells of a history in which the scripts and the model differ.
    struct Failure: CustomStringConvertible {
        let seed: UInt64
        let steps: [SchedulerStep]
        let difference: String

        var description: String {
            "seed \(seed), to be replayed with BELLHOP_HISTORIES=1 BELLHOP_SEED=\(seed), differs after \(steps.count) steps:\n"
                + steps.map { "    \($0)" }.joined(separator: "\n") + "\n\(difference)"
        }
    }

    private static func firstFailure(
        in seeds: Range<UInt64>, url: String, revisions: ScriptRevisions, isShrunk: Bool
    ) async throws -> Failure? {
        let lanes: UInt64 = 4
        let failures = try await withThrowingTaskGroup(of: Failure?.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    let redis = RedisClient(configuration: try RedisConfiguration(url: url), logger: silentLogger)
                    var failure: Failure?
                    do {
                        for seed in stride(from: seeds.lowerBound + lane, to: seeds.upperBound, by: Int(lanes)) {
                            if Task.isCancelled { break }
                            failure = try await play(seed, redis, revisions)
                            if failure != nil { break }
                        }
                    } catch  where Task.isCancelled {
                        // Another history has shown the fault already.
                    }
                    if isShrunk, let found = failure { failure = try await shrink(found, redis, revisions) }
                    await redis.close()
                    return failure
                }
            }
            var failures: [Failure] = []
            for try await failure in group {
                guard let failure else { continue }
                failures.append(failure)
                if !isShrunk { group.cancelAll() }
            }
            return failures
        }
        return failures.min { $0.seed < $1.seed }
    }

    private static func play(_ seed: UInt64, _ redis: RedisClient, _ revisions: ScriptRevisions) async throws
        -> Failure?
    {
        var history = SchedulerHistory(seed: seed)
        var twins = try await SchedulerTwins(redis: redis, revisions: revisions)
        var steps: [SchedulerStep] = []
        for _ in 0..<Self.steps {
            let step = history.step(held: twins.heldJobs) { twins.waitingJobs }
            steps.append(step)
            if let difference = try await twins.difference(after: step) {
                return Failure(seed: seed, steps: steps, difference: difference)
            }
        }
        try await twins.remove()
        return nil
    }

    /// Leaves out steps as long as the rest still ends in a difference.
    private static func shrink(
        _ failure: Failure, _ redis: RedisClient, _ revisions: ScriptRevisions
    ) async throws -> Failure {
        var failure = failure
        var size = failure.steps.count / 2
        while size > 0 {
            var from = 0
            while from < failure.steps.count {
                var steps = failure.steps
                steps.removeSubrange(from..<min(from + size, steps.count))
                if let shorter = try await replay(steps, failure.seed, redis, revisions) {
                    failure = shorter
                } else {
                    from += size
                }
            }
            size /= 2
        }
        return failure
    }

    private static func replay(
        _ steps: [SchedulerStep], _ seed: UInt64, _ redis: RedisClient, _ revisions: ScriptRevisions
    ) async throws -> Failure? {
        var twins = try await SchedulerTwins(redis: redis, revisions: revisions)
        for (index, step) in steps.enumerated() {
            if let difference = try await twins.difference(after: step) {
                return Failure(seed: seed, steps: Array(steps.prefix(index + 1)), difference: difference)
            }
        }
        try await twins.remove()
        return nil
    }

    private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }
}
