package import NIOCore

/// Reads the commands that a client sent, for those who stand between a client and its server.
package enum RequestWords {
    /// Lists the commands that lie in the bytes as a whole, each as its name and arguments; what is cut off is left out.
    package static func commands(in bytes: ByteBuffer) -> [[String]] {
        var rest = bytes.readableBytesView[...]
        var commands: [[String]] = []
        func number(after mark: UInt8) -> Int? {
            guard rest.first == mark, let end = rest.firstIndex(of: UInt8(ascii: "\r")) else { return nil }
            defer { rest = rest[end...].dropFirst(2) }
            return Int(String(decoding: rest[rest.startIndex..<end].dropFirst(), as: UTF8.self))
        }
        while let count = number(after: UInt8(ascii: "*")) {
            var words: [String] = []
            while words.count < count, let length = number(after: UInt8(ascii: "$")), length >= 0, rest.count >= length
            {
                words.append(String(decoding: rest.prefix(length), as: UTF8.self))
                rest = rest.dropFirst(length + 2)
            }
            guard words.count == count else { break }
            commands.append(words)
        }
        return commands
    }
}
