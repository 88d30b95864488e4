import Synchronization

/// Makes ids of version 7 (RFC 9562 §5.7), safely from any task.
///
/// The first 12 random bits, the *salt*, stay the same for a run of up to 4 096 ids within 65.5 s, because they choose
/// the ``OutcomeBucket``: jobs that are made together are finished together, and then share one hash. The other 62
/// random bits make the id unique.
package final class JobIDGenerator: Sendable {
    private struct Run {
        var chunk: UInt64
        var salt: UInt64
        var remaining: Int
    }

    private let run = Mutex<Run>(Run(chunk: .max, salt: 0, remaining: 0))
    private let randomBits: @Sendable () -> UInt64

    /// Makes a generator; `randomBits` gives 64 random bits a call.
    package init(randomBits: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }) {
        self.randomBits = randomBits
    }

    /// Makes an id for a job made at `milliseconds` since 1970.
    package func next(milliseconds: Int64) -> JobID {
        let time = UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF
        let salt = run.withLock { run in
            if run.chunk != time >> 16 || run.remaining == 0 {
                run = Run(chunk: time >> 16, salt: randomBits() & 0xFFF, remaining: 4096)
            }
            run.remaining -= 1
            return run.salt
        }
        return JobID(
            high: time << 16 | 0x7000 | salt, low: randomBits() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }
}
