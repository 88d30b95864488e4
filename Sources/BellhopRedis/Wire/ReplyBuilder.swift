import CHiredis
import NIOCore

/// Puts the parts of one reply on a tape, as hiredis reports them.
///
/// A class, as hiredis reaches it through a pointer; `ReplyReader` owns it, and nothing else sees it.
final class ReplyBuilder {
    private var root = ReplyNode.null
    private var nodes: [ReplyNode] = []
    private var arena = ByteBuffer()
    /// The arrays under way: where each stands, and how many elements it still lacks.
    private var open: [(node: Int, missing: Int)] = []
    /// Nodes that an array's count may reserve: a count is only a claim until its elements arrive.
    private static let mostNodesReserved = 4096

    func add(integer: Int) {
        add(ReplyNode(kind: .integer, length: 0, value: integer))
    }

    func addNull() {
        add(.null)
    }

    func add(type: CInt, text: UnsafeRawBufferPointer) {
        let kind: ReplyNode.Kind =
            switch type {
            case REDIS_REPLY_STATUS: .status
            case REDIS_REPLY_ERROR: .error
            default: .string
            }
        let start = arena.writerIndex
        arena.writeBytes(text)
        add(ReplyNode(kind: kind, length: UInt32(truncatingIfNeeded: text.count), value: start))
    }

    func addArray(count: Int) {
        let index = nodes.count
        let length = UInt32(truncatingIfNeeded: count)
        if open.isEmpty { nodes.reserveCapacity(1 + min(count, Self.mostNodesReserved)) }
        nodes.append(ReplyNode(kind: .array, length: length, value: index + 1))
        if open.isEmpty { root = nodes[index] }
        if count > 0 {
            open.append((index, count))
        } else {
            finishElement()
        }
    }

    /// Returns the finished reply, and starts the next one.
    func take() -> RedisReply {
        defer { reset() }
        if root.kind == .array, let first = nodes.first { root = first }
        return RedisReply(node: root, index: 0, tape: nodes, arena: arena)
    }

    func reset() {
        root = .null
        nodes = []
        arena = ByteBuffer()
        open.removeAll(keepingCapacity: true)
    }

    private func add(_ node: ReplyNode) {
        guard !open.isEmpty else {
            root = node
            return
        }
        nodes.append(node)
        finishElement()
    }

    private func finishElement() {
        while let last = open.indices.last {
            open[last].missing -= 1
            if open[last].missing > 0 { return }
            nodes[open[last].node].value = nodes.count
            open.removeLast()
        }
    }
}
