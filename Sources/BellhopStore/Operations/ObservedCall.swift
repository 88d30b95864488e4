import BellhopRedis

/// Is what a call to the store does, as somebody sees it who stands between a client and Redis.
package enum ObservedCall: Hashable, Sendable {
    /// Takes in jobs.
    case enqueue
    /// Asks for jobs.
    case claim
    /// Settles jobs.
    case settle
    /// Prolongs a lease.
    case beat
}

/// Tells from the words of commands which calls of the store they are.
package struct CallObserver: Sendable {
    private let names: [String: StaticString]

    /// Knows the scripts by the digests that Redis gave them.
    init(digests names: [String: StaticString]) { self.names = names }

    /// Lists what a command, its name and its arguments, does; an exchange may both settle and claim.
    package func calls(of words: [String]) -> [ObservedCall] {
        guard words.count > 3, words[0] == "EVALSHA", let name = names[words[1]] else { return [] }
        switch "\(name)" {
        case "\(EnqueueScript.script.name)": return [.enqueue]
        case "\(BeatScript.script.name)": return [.beat]
        case "\(ExchangeScript.script.name)":
            // EVALSHA digest 1 key, then the script's arguments.
            let (wanted, groups) = ExchangeScript.load(Array(words.dropFirst(4)))
            return (groups > 0 ? [.settle] : []) + (wanted > 0 ? [.claim] : [])
        default: return []
        }
    }
}
