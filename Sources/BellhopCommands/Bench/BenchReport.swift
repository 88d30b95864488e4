import FoundationEssentials

/// Holds what one scenario of the bench measured; printed as one JSON object on a line.
struct BenchReport: Codable, Sendable {
    /// Names the scenario.
    var scenario: String
    /// Counts the tenants.
    var tenants = 1
    /// Bounds the jobs that run at the same time, or that one call moves.
    var concurrency = 1
    /// Counts the jobs.
    var jobs = 0
    /// Says what is special about the scenario.
    var variant: String?
    /// Gives jobs a second.
    var jobsPerSecond: Double?
    /// Gives the floor of the same run, in jobs a second: the same jobs moved by bare commands.
    var floorJobsPerSecond: Double?
    /// Gives the ratio of the two, the figure that matters.
    var ratioToFloor: Double?
    /// Gives CPU time of this process per job, in microseconds.
    var clientMicroseconds: Double?
    /// Gives CPU time of Redis per job, in microseconds.
    var redisMicroseconds: Double?
    /// Counts calls to Redis per job.
    var callsPerJob: Double?
    /// Gives the memory of Redis per waiting job, in bytes.
    var bytesPerWaitingJob: Double?
    /// Gives the resident memory of the worker, in MiB.
    var workerResidentMiB: Double?
    /// Gives the median in milliseconds.
    var p50Milliseconds: Double?
    /// Gives the 99th percentile in milliseconds.
    var p99Milliseconds: Double?

    /// Gives the report as one line of JSON.
    var line: String {
        var rounded = self
        for path: WritableKeyPath<BenchReport, Double?> in [
            \.jobsPerSecond, \.floorJobsPerSecond, \.bytesPerWaitingJob,
        ] { rounded[keyPath: path] = rounded[keyPath: path].map { $0.rounded() } }
        for path: WritableKeyPath<BenchReport, Double?> in [
            \.ratioToFloor, \.clientMicroseconds, \.redisMicroseconds, \.callsPerJob, \.workerResidentMiB,
            \.p50Milliseconds, \.p99Milliseconds,
        ] { rounded[keyPath: path] = rounded[keyPath: path].map { ($0 * 1000).rounded() / 1000 } }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let bytes = try? encoder.encode(rounded) else { return "{}" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
