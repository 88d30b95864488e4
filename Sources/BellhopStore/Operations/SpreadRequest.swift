/// Spreads the jobs of one submission evenly over a span of time, from its start on.
package struct SpreadRequest: Sendable {
    /// Is the span.
    package var span: Duration
    /// Counts the jobs of the submission that went before these.
    package var before: Int
    /// Counts all jobs of the submission.
    package var total: Int

    /// Makes a request.
    package init(span: Duration, before: Int, total: Int) {
        self.span = span
        self.before = before
        self.total = total
    }
}
