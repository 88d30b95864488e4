import BellhopCore
import FoundationEssentials
import Subprocess

/// Runs Redis's own `redis-benchmark` with the commands of the floor, to show that the floor is no straw man.
struct RedisBenchmark {
    let socket: String

    /// Gives jobs a second for batches of `batch` jobs, two under way at any time: the four commands of the floor's drain,
    /// each measured by itself and their times added up; `nil` when the program is not installed.
    func drain(_ count: Int, batch: Int, payload: Int) async throws -> Double? {
        let body = String(repeating: "x", count: payload)
        let ids = (0..<batch).map { "id-0123456789-\($0)" }
        var seconds = 0.0
        // A list that never runs dry, and a hash that has all the fields.
        let setup = ["HSET", "rb:jobs"] + ids.flatMap { [$0, body] }
        guard try await perSecond(setup, 1) != nil else { return nil }
        for command in [
            ["HMGET", "rb:jobs"] + ids,
            ["HSET", "rb:results"] + ids.flatMap { _ in ["__rand_int__", "s 1 2026 2026 0"] },
            ["HDEL", "rb:results"] + ids.map { _ in "__rand_int__" },
            ["LPUSH", "rb:list"] + ids,
            ["RPOP", "rb:list", "\(batch)"],
        ] {
            guard let rate = try await perSecond(command, max(1, count / batch)) else { return nil }
            if command[0] != "LPUSH" { seconds += 1 / rate }
        }
        return Double(batch) / seconds
    }

    private func perSecond(_ command: [String], _ calls: Int) async throws -> Double? {
        // Random fields, so that they are made and found as new jobs are.
        let options = ["-s", socket, "-c", "2", "-r", "2000000", "-n", "\(calls)", "--csv"]
        guard
            let ended = try? await Subprocess.run(
                .name("redis-benchmark"), arguments: Arguments(options + command), output: .string(limit: 1 << 20)),
            ended.terminationStatus.isSuccess
        else { return nil }
        // The last line is: "the command","calls a second",…
        let fields = ended.standardOutput.split(whereSeparator: \.isNewline).last?.split(separator: "\"") ?? []
        return fields.lazy.compactMap { Double($0) }.first
    }
}
