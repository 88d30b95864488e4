/// Holds members in the order of their scores, and those of one score in their own order, like a sorted set of Redis.
package struct FairOrder<Member: Hashable & Comparable & Sendable>: Sendable {
    /// Holds a member and its score.
    package struct Entry: Comparable, Sendable {
        /// Is what orders the members.
        package let score: Int
        /// Is the member.
        package let member: Member

        /// Orders by score, then by member.
        package static func < (left: Self, right: Self) -> Bool {
            left.score == right.score ? left.member < right.member : left.score < right.score
        }
    }

    /// Lists the members with their scores, the least first.
    package private(set) var entries: [Entry] = []
    private var scores: [Member: Int] = [:]

    /// Makes an empty order.
    package init() {}

    /// Says that there are no members.
    package var isEmpty: Bool { entries.isEmpty }

    /// Gives the member of the least score.
    package var first: Entry? { entries.first }

    /// Lists the members, the least first.
    package var members: [Member] { entries.map(\.member) }

    /// Is the score of a member; `nil` when it is none, and takes it out.
    package subscript(member: Member) -> Int? {
        get { scores[member] }
        set {
            if let old = scores[member] {
                if old == newValue { return }
                entries.remove(at: position(of: Entry(score: old, member: member)))
            }
            scores[member] = newValue
            guard let newValue else { return }
            let entry = Entry(score: newValue, member: member)
            entries.insert(entry, at: position(of: entry))
        }
    }

    /// Lowers the score of a member, or takes it in; says whether anything changed.
    @discardableResult
    package mutating func lower(_ member: Member, to score: Int) -> Bool {
        if let old = scores[member], old <= score { return false }
        self[member] = score
        return true
    }

    /// Takes out at most `count` members of the least scores.
    package mutating func takeFirst(_ count: Int) -> [Member] {
        let taken = entries.prefix(count).map(\.member)
        for member in taken { scores[member] = nil }
        entries.removeFirst(taken.count)
        return taken
    }

    /// Lists at most `count` members whose scores are no higher than `score`.
    package func members(upTo score: Int, most count: Int) -> [Member] {
        entries.prefix { $0.score <= score }.prefix(count).map(\.member)
    }

    /// Finds the first place at which an entry may stand.
    private func position(of entry: Entry) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] < entry { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
