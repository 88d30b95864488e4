import BellhopStore
import NIOCore

/// Tells from a client's bytes which calls they make.
struct CallKinds: Sendable {
    private let names: [String: String]

    /// Knows the scripts by the digests that Redis gives them.
    init(digests names: [String: String]) { self.names = names }

    /// Lists the lost replies that would strike these bytes.
    ///
    /// Only calls that lie in these bytes as a whole are seen.
    func faults(in bytes: ByteBuffer) -> [Fault] {
        var faults: [Fault] = []
        for words in Self.commands(bytes) where words.count > 3 && words[0] == "EVALSHA" {
            switch names[words[1]] {
            case "enqueue": faults.append(.lostEnqueue)
            case "beat": faults.append(.lostBeat)
            case "exchange": faults += exchange(words)
            default: break
            }
        }
        return faults
    }

    /// An exchange claims when it wants slots, and settles when it has groups.
    private func exchange(_ words: [String]) -> [Fault] {
        // EVALSHA digest 1 key, then the script's arguments from 4 on.
        func argument(_ number: Int) -> Int { words.indices.contains(3 + number) ? Int(words[3 + number]) ?? 0 : 0 }
        var faults: [Fault] = []
        if argument(13 + argument(12)) > 0 { faults.append(.lostSettle) }
        if argument(5) > 0 { faults.append(.lostClaim) }
        return faults
    }

    private static func commands(_ bytes: ByteBuffer) -> [[String]] {
        var rest = bytes.readableBytesView[...]
        var commands: [[String]] = []
        func number(after mark: UInt8) -> Int? {
            guard rest.first == mark, let end = rest.firstIndex(of: UInt8(ascii: "\r")) else { return nil }
            defer { rest = rest[end...].dropFirst(2) }
            return Int(String(decoding: rest[rest.startIndex..<end].dropFirst(), as: UTF8.self))
        }
        while let count = number(after: UInt8(ascii: "*")) {
            var words: [String] = []
            while words.count < count, let length = number(after: UInt8(ascii: "$")), rest.count >= length {
                words.append(String(decoding: rest.prefix(length), as: UTF8.self))
                rest = rest.dropFirst(length + 2)
            }
            guard words.count == count else { break }
            commands.append(words)
        }
        return commands
    }
}
