/// Names one life of a worker process: its host, its process id and a random part.
///
/// A worker that was cut off and comes back is another worker, so that what its former self held stays recognisable.
package struct WorkerID: Hashable, Sendable, CustomStringConvertible {
    /// Gives the name as text, without spaces.
    package let rawValue: String

    /// Makes the name of a new worker.
    package init(host: String, process: Int32, random: UInt64) {
        let safe = host.utf8.prefix(48).map { byte in
            NameGrammar.isMixedCaseName(CollectionOfOne(byte)) || byte == UInt8(ascii: "-") ? byte : UInt8(ascii: "_")
        }
        rawValue = "\(String(decoding: safe, as: UTF8.self)).\(process).\(String(random, radix: 16))"
    }

    /// Takes a name that was read from the register.
    package init(stored value: String) { rawValue = value }

    /// Gives the name as text.
    package var description: String { rawValue }
}
