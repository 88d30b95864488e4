/// The decimal digits of a number, without an allocation.
struct DecimalDigits {
    private var bytes: InlineArray<20, UInt8>
    private let start: Int

    init(_ number: Int) {
        bytes = InlineArray(repeating: 0)
        var index = 20
        var rest = number.magnitude
        repeat {
            index -= 1
            bytes[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        if number < 0 {
            index -= 1
            bytes[index] = UInt8(ascii: "-")
        }
        start = index
    }

    /// Shows the digits, most significant first.
    mutating func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = start
        return withUnsafeBytes(of: &bytes) { body(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }
}
