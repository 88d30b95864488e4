extension Duration {
    /// Gives the whole milliseconds, cut off towards zero.
    package var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds.multipliedReportingOverflow(by: 1000).overflow ? .max : seconds * 1000)
            + Int(attoseconds / 1_000_000_000_000_000)
    }

    /// Gives the whole microseconds, cut off towards zero.
    package var wholeMicroseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
    }
}
