import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

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
        var entropy: [UInt64] = []
    }

    /// As many as the system gives in one call (`getentropy`, 256 bytes): a call for each id was an eighth of what bulk
    /// enqueue cost its producer.
    private static let randomNumbersAtOnce = 32

    private let run = Mutex<Run>(Run(chunk: .max, salt: 0, remaining: 0))
    private let randomNumbers: @Sendable (Int) -> [UInt64]

    /// Makes a generator; `randomNumbers` gives as many random numbers as it is asked for.
    package init(randomNumbers: @escaping @Sendable (Int) -> [UInt64] = JobIDGenerator.systemRandomNumbers) {
        self.randomNumbers = randomNumbers
    }

    /// Gives random numbers of the system; at most 32.
    @Sendable
    package static func systemRandomNumbers(_ count: Int) -> [UInt64] {
        var numbers = [UInt64](repeating: 0, count: count)
        let status = numbers.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) }
        if status == 0 { return numbers }
        return numbers.map { _ in UInt64.random(in: .min ... .max) }
    }

    /// Makes an id for a job made at `milliseconds` since 1970.
    package func next(milliseconds: Int64) -> JobID {
        let time = UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF
        let (salt, random) = run.withLock { run in
            if run.chunk != time >> 16 || run.remaining == 0 {
                run.chunk = time >> 16
                run.salt = draw(&run) & 0xFFF
                run.remaining = 4096
            }
            run.remaining -= 1
            return (run.salt, draw(&run))
        }
        return JobID(high: time << 16 | 0x7000 | salt, low: random & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    private func draw(_ run: inout Run) -> UInt64 {
        if let number = run.entropy.popLast() { return number }
        run.entropy = randomNumbers(Self.randomNumbersAtOnce)
        return run.entropy.removeLast()
    }
}
