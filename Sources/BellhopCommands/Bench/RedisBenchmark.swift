import BellhopRedis
import Subprocess

/// Runs Redis's own `redis-benchmark` with the commands of the floor, to show that the floor is no straw man.
struct RedisBenchmark {
    let socket: String

    /// Gives jobs a second for batches of `batch` jobs, two under way at any time: the four commands of the floor's drain,
    /// each measured by itself and their times added up; `nil` when the program is not installed.
    func drain(_ count: Int, batch: Int, payload: Int) async throws -> Double? {
        var seconds = 0.0
        for command in RedisFloor.benchmarkCommands(batch: batch, payload: payload) {
            guard let rate = try await perSecond(command.arguments, max(1, count / batch)) else { return nil }
            if command.isTimed { seconds += 1 / rate }
        }
        return Double(batch) / seconds
    }

    private func perSecond(_ command: [String], _ calls: Int) async throws -> Double? {
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
