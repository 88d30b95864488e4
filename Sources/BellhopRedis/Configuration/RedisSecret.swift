/// A password: it prints, dumps and interpolates as `<redacted>`.
package struct RedisSecret: Sendable, Hashable {
    /// The secret itself, for the handshake only.
    package let value: String

    /// Wraps a secret.
    package init(_ value: String) {
        self.value = value
    }
}

extension RedisSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    package var description: String { "<redacted>" }
    /// Always `<redacted>`.
    package var debugDescription: String { "<redacted>" }
    /// Nothing: `dump` shows no field.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
