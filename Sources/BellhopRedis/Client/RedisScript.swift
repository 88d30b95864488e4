import Synchronization

/// A Lua script that the server runs by the digest of its source.
///
/// Make each script once, as a `static let`: the value remembers its digest for the whole process.
package struct RedisScript: Sendable {
    /// The script's name, for people.
    package let name: StaticString
    /// The Lua source.
    package let source: String
    private let digest = Digest()

    /// Makes a script.
    package init(name: StaticString, source: String) {
        self.name = name
        self.source = source
    }

    /// What the server calls the source, once a server has been asked.
    var knownDigest: String? {
        get { digest.value.withLock(\.self) }
        nonmutating set { digest.value.withLock { $0 = newValue } }
    }

    private final class Digest: Sendable {
        let value = Mutex<String?>(nil)
    }
}
