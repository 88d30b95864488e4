import Bellhop
import BellhopCore
import BellhopWorker

/// Is a job that takes a slot for a given time and hardly any of the processor's, so that a small machine can show what
/// many slots do.
enum SleepJob {
    /// Names the job where a scenario needs no other name.
    static let name: JobName = "sleep"

    /// Is what a job carries that takes this long.
    static func payload(_ length: Duration) -> [UInt8] { Array("\(length.wholeMicroseconds)".utf8) }

    /// Knows the jobs by the given names; every run is written down.
    static func registry(_ names: [JobName] = [name], log: RunLog) throws(BellhopError) -> JobRegistry {
        var registry = JobRegistry()
        for name in names {
            try registry.register(name, retry: .never) { context, payload in
                let started = monotonicMicroseconds()
                // A run that is cancelled at the end of a scenario counts up to there.
                try? await sleep(payload)
                log.note(
                    RunLog.Run(
                        tenant: context.tenant, job: context.ref.id, fence: context.fence, started: started,
                        ended: monotonicMicroseconds()))
                return nil
            }
        }
        return registry
    }

    /// Takes as long as the payload says.
    static func sleep(_ payload: ArraySlice<UInt8>) async throws {
        let length = Int(String(decoding: payload, as: UTF8.self)) ?? 0
        if length > 0 { try await Task.sleep(for: .microseconds(length)) }
    }
}
