/// Gives the same numbers for the same seed (SplitMix64, Steele, Lea and Flood 2014).
package struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Gives bytes at random: half of the time one mutation of a valid input (a bit, a cut, an insertion, a doubling, a
    /// splice with another), else anything.
    package mutating func input(from valid: [[UInt8]]) -> [UInt8] {
        func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }
        if below(2) == 0 { return (0..<below(80)).map { _ in UInt8.random(in: .min ... .max, using: &self) } }
        var bytes = valid[below(valid.count)]
        let at = below(bytes.count)
        switch below(5) {
        case 0 where !bytes.isEmpty: bytes[at] ^= 1 << UInt8(below(8))
        case 1: bytes.removeLast(min(bytes.count, 1 + at))
        case 2: bytes.insert(UInt8.random(in: .min ... .max, using: &self), at: at)
        case 3: bytes += bytes.suffix(1 + below(20))
        default: bytes = Array(bytes.prefix(at) + valid[below(valid.count)].dropFirst(at))
        }
        return bytes
    }
}
