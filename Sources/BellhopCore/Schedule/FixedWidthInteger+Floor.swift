extension FixedWidthInteger {
    /// Divides and rounds down, for negative numbers too: -1 by 60 gives -1.
    func floored(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Gives what ``floored(by:)`` leaves over, from 0 up to below the divisor: -1 by 60 leaves 59.
    func remainder(flooredBy divisor: Self) -> Self {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
